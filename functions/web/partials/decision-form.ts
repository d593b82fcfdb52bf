import type { AcceptField, ErpProfile } from '#domain/capability.ts';
import type { Decision, Request } from '#domain/request.ts';
import { inputName, MAX_REASON, type DecisionForm } from '#web/decision-form.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { acceptField, type JobIdAnswer } from '#web/partials/accept-field.ts';
import { isListed, type FieldChoices } from '#web/partials/choice-field.ts';
import type { FormError } from '#web/partials/form-errors.ts';
import { faultText, formField } from '#web/partials/form-field.ts';

/** How a page makes sure that a person decides: by a code drawn for this rendering, or because the person is signed in. */
export type Check =
  | { readonly kind: 'code'; readonly nonce: string; readonly code: string }
  | { readonly kind: 'signed_in'; readonly nonce: string };

export interface DecisionFormView {
  readonly step: 'decide' | 'retry';
  readonly request: Pick<Request, 'kind' | 'snapshot_sha256' | 'exports'>;
  readonly erp: Pick<ErpProfile, 'accept_fields'> & { readonly can_look_up: boolean };
  /** Values for the ERP's extra fields by key, for the person to confirm. */
  readonly suggested: Readonly<Record<string, string>>;
  readonly fieldsAreFixed: boolean;
  readonly check: Check;
  readonly jobId: JobIdAnswer | null;
  /** What the ERP has, by key of the fields that it offers options for. */
  readonly choices: Readonly<Record<string, FieldChoices>>;
  /** What the person had typed before something was found wrong. */
  readonly form: DecisionForm | null;
  readonly errors: readonly FormError[];
}

const faultsOf = ({ errors }: Pick<DecisionFormView, 'errors'>, name: string): string[] =>
  errors.filter((error) => error.name === name).map(({ message }) => message);

const fixedBecause = ({ request, fieldsAreFixed }: DecisionFormView, key: string): string | null => {
  if (key === 'job_id' && request.kind === 'update') return texts.form.keepsJobId;
  return fieldsAreFixed ? texts.form.fixed : null;
};

/** True where somebody may ask whether the number is free: of a new job whose number is not fixed yet. */
const mayAskErp = (view: DecisionFormView): boolean =>
  view.erp.can_look_up &&
  view.erp.accept_fields.some(({ key }) => key === 'job_id') &&
  fixedBecause(view, 'job_id') === null;

/** True where a button stands in the form that asks the ERP and decides nothing. */
const hasAskButton = (view: DecisionFormView): boolean =>
  mayAskErp(view) || Object.values(view.choices).some((choices) => !isListed(choices));

const needOf = ({ step }: DecisionFormView, { required }: AcceptField): string => {
  if (!required) return texts.form.optional;
  return step === 'retry' ? texts.form.requiredToRetry : texts.form.required;
};

const fieldFor = (view: DecisionFormView, field: AcceptField): Html => {
  const { key } = field;
  const fixed = fixedBecause(view, key);
  const typedBefore = fixed === null ? view.form?.fields[key] : undefined;
  return acceptField({
    field,
    value: typedBefore ?? view.suggested[key] ?? '',
    faults: faultsOf(view, inputName(key)),
    hint: fixed ?? needOf(view, field),
    isFixed: fixed !== null,
    check: key === 'job_id' && mayAskErp(view) ? { answer: view.jobId } : null,
    choices: fixed === null ? (view.choices[key] ?? null) : null,
    isAsked: view.form?.wantsOptionsOf === key,
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
  { form }: DecisionFormView,
  kind: Decision['kind'],
  words: { readonly label: string; readonly hint: string },
  fields: readonly Html[],
): Html => {
  const id = `decision-${kind}`;
  const checked = form?.decision === kind ? html`checked` : null;
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
      /><label for="${id}">${words.label}</label>
    </div>
    <span class="hint" id="${id}-hint">${words.hint}</span>
    ${fields}
  </div> `;
};

const acceptWords = ({ step, request }: DecisionFormView) => {
  const { accept, acceptHint, retry, retryHint } = texts.form;
  if (step === 'retry') return { label: retry, hint: retryHint };
  return { label: accept, hint: request.kind === 'update' ? acceptHint.update : acceptHint.create };
};

/** The Enter key presses a form's first button: it must send the decision and not ask the ERP something. */
const enterKey = (): Html =>
  html`<input class="enter-key" type="submit" value="${texts.form.submit}" tabindex="-1" aria-hidden="true" />`;

const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}" /> `;

/** The form that decides: api.md, "Approval pages". It goes back to the address of the page, which is named nowhere in it. */
export const decisionForm = (view: DecisionFormView): Html => {
  const { request, erp, check, step } = view;
  const faults = faultsOf(view, 'decision');
  const fields = erp.accept_fields.map((field) => fieldFor(view, field));
  return html`<form class="card" method="post" autocomplete="off">
    ${hasAskButton(view) ? enterKey() : null}
    <fieldset ${faults.length > 0 ? html`aria-describedby="decision-fault"` : null}>
      <legend><h2>${texts.form.legend}</h2></legend>
      ${faultText('decision', faults)} ${option(view, 'accept', acceptWords(view), fields)}
      ${option(view, 'reject', { label: texts.form.reject, hint: texts.form.rejectHint }, [reasonField(view)])}
    </fieldset>
    ${check.kind === 'code' ? checkField(view) : html`<p>${texts.form.signedIn}</p>`}
    ${hidden('snapshot_sha256', request.snapshot_sha256)}${hidden('nonce', check.nonce)}
    ${step === 'retry' ? hidden('attempt', String(request.exports.length)) : null}
    <button type="submit">${texts.form.submit}</button>
  </form>`;
};
