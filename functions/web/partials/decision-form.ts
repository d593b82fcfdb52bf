import type { AcceptField } from '#domain/capability.ts';
import type { Decision, Request } from '#domain/request.ts';
import type { CheckCode } from '#domain/check-code.ts';
import { inputName, MAX_REASON, type DecisionForm } from '#web/decision-form.ts';
import { html, type Html } from '#web/html.ts';
import type { FormError } from '#web/partials/form-errors.ts';
import { faultText, formField } from '#web/partials/form-field.ts';
import { texts } from '#web/texts.ts';

export interface DecisionFormView {
  readonly request: Pick<Request, 'kind' | 'snapshot_sha256'>;
  readonly acceptFields: readonly AcceptField[];
  /** Values for the ERP's extra fields by key, for the person to confirm. */
  readonly suggested: Readonly<Record<string, string>>;
  readonly checkCode: CheckCode;
  /** What the person had typed before something was found wrong. */
  readonly form: DecisionForm | null;
  readonly errors: readonly FormError[];
}

const faultsOf = ({ errors }: DecisionFormView, name: string): string[] =>
  errors.filter((error) => error.name === name).map(({ message }) => message);

const acceptField = (view: DecisionFormView, { key, label, type, required, max_length }: AcceptField): Html => {
  // An existing job keeps its number; the field only shows it.
  const fixed = key === 'job_id' && view.request.kind === 'update';
  const value = view.form?.fields[key] ?? view.suggested[key] ?? '';
  const hint = required ? texts.form.required : texts.form.optional;
  return formField({
    name: inputName(key),
    label,
    hint: fixed ? texts.form.keepsJobId : hint,
    faults: faultsOf(view, inputName(key)),
    input: (attributes) =>
      type === 'date'
        ? html`<input type="date" ${attributes} value="${value}" autocomplete="off" />`
        : html`<input
            type="text"
            ${attributes}
            value="${value}"
            maxlength="${max_length}"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            ${fixed ? html`readonly` : null}
          />`,
  });
};

const reasonField = (view: DecisionFormView): Html =>
  formField({
    name: 'reason',
    label: texts.form.reason,
    hint: texts.form.reasonHint,
    faults: faultsOf(view, 'reason'),
    input: (attributes) =>
      html`<textarea ${attributes} rows="3" maxlength="${MAX_REASON}">${view.form?.reason ?? ''}</textarea>`,
  });

const checkField = (view: DecisionFormView): Html =>
  formField({
    name: 'check',
    label: texts.form.check,
    hint: texts.form.checkHint,
    faults: faultsOf(view, 'check'),
    input: (attributes) =>
      html`<input
        type="text"
        ${attributes}
        inputmode="numeric"
        pattern="[0-9]{4}"
        maxlength="4"
        required
        autocomplete="off"
      />`,
  });

/** One of the two choices with what belongs to it. Neither is chosen until a person chooses. */
const option = (
  view: DecisionFormView,
  kind: Decision['kind'],
  label: string,
  hint: string,
  fields: readonly Html[],
): Html => {
  const id = `decision-${kind}`;
  const checked = view.form?.decision === kind ? html`checked` : null;
  return html`<div class="option">
    <div class="choice">
      <input
        type="radio"
        id="${id}"
        name="decision"
        value="${kind}"
        required
        aria-describedby="${id}-hint"
        ${checked}
      /><label for="${id}">${label}</label>
    </div>
    <span class="hint" id="${id}-hint">${hint}</span>
    ${fields}
  </div> `;
};

/** The form that decides: api.md, "Approval pages". It goes back to the address of the page, which is named nowhere in it. */
export const decisionForm = (view: DecisionFormView): Html => {
  const { request, acceptFields, checkCode } = view;
  const faults = faultsOf(view, 'decision');
  const fields = acceptFields.map((field) => acceptField(view, field));
  return html`<form class="card" method="post" autocomplete="off">
    <fieldset ${faults.length > 0 ? html`aria-describedby="decision-fault"` : null}>
      <legend><h2>${texts.form.legend}</h2></legend>
      ${faultText('decision', faults)}
      ${option(view, 'accept', texts.form.accept, texts.form.acceptHint[request.kind], fields)}
      ${option(view, 'reject', texts.form.reject, texts.form.rejectHint, [reasonField(view)])}
    </fieldset>
    ${checkField(view)}
    <input type="hidden" name="snapshot_sha256" value="${request.snapshot_sha256}" />
    <input type="hidden" name="nonce" value="${checkCode.nonce}" />
    <button type="submit">${texts.form.submit}</button>
  </form>`;
};
