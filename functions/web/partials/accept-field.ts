import type { AcceptField } from '#domain/capability.ts';
import { inputName } from '#web/decision-form.ts';
import { acceptLabel } from '#web/field-text.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { choiceAnswer, choiceInput, type FieldChoices } from '#web/partials/choice-field.ts';
import { formField } from '#web/partials/form-field.ts';
import { typed } from '#web/partials/typed-text.ts';

/** What the ERP says of the job number that somebody asked about. */
export type JobIdAnswer =
  { readonly state: 'free' | 'unknown' } | { readonly state: 'taken'; readonly by: { readonly name: string } };

/** A field that the ERP wants filled in, as it stands on the page. */
export interface AcceptFieldView {
  readonly field: AcceptField;
  readonly value: string;
  readonly faults: readonly string[];
  readonly hint: string;
  /** It can only be read. */
  readonly isFixed: boolean;
  /** For a job number that the ERP can be asked about: what it said, or null before it was asked. */
  readonly check: { readonly answer: JobIdAnswer | null } | null;
  /** What the ERP has for it; null where any value may do, or where it can only be read. */
  readonly choices: FieldChoices | null;
  /** The person has just asked for what the ERP has. */
  readonly isAsked: boolean;
}

const LONGEST_JOB_NAME = 100;

const answerText = (answer: JobIdAnswer): Html => {
  const { free, taken, unknown } = texts.form.jobId;
  switch (answer.state) {
    case 'free':
      return html`<span class="good"><span aria-hidden="true">✔</span> ${free}</span>`;
    case 'taken':
      return html`<span class="bad"
        ><span aria-hidden="true">✖</span> ${taken} “${typed(answer.by.name, LONGEST_JOB_NAME)}”</span
      >`;
    case 'unknown':
      return html`<span class="wait">${unknown}</span>`;
  }
};

/** Asks about the number and decides nothing: a browser that finds the rest of the form incomplete lets it pass. */
const checkButton = (): Html =>
  html`<button class="second" type="submit" name="check_job_id" value="1" formnovalidate>
    ${texts.form.jobId.check}
  </button>`;

const input = ({ field, value, isFixed, check }: AcceptFieldView, attributes: Html): Html => {
  const shared = html`${attributes} value="${value}" autocomplete="off" ${isFixed ? html`readonly` : null}
  ${check?.answer ? html`autofocus` : null}`;
  return field.type === 'date'
    ? html`<input type="date" ${shared} />`
    : html`<input type="text" ${shared} maxlength="${field.max_length}" autocapitalize="off" spellcheck="false" />`;
};

/** One of the ERP's extra fields, for the person to confirm or correct. */
export const acceptField = (view: AcceptFieldView): Html => {
  const { field, hint, faults, check, choices } = view;
  const shared = { name: inputName(field.key), label: acceptLabel(field), hint, faults };
  if (choices !== null) {
    const choice = { ...view, choices };
    return formField({
      ...shared,
      answer: choiceAnswer(choice),
      input: (attributes) => choiceInput(choice, attributes),
    });
  }
  return formField({
    ...shared,
    answer: check?.answer ? answerText(check.answer) : null,
    input: (attributes) => html`${input(view, attributes)}${check && checkButton()}`,
  });
};
