import { InvalidFields } from '#domain/accept-fields.ts';
import type { AcceptField } from '#domain/capability.ts';
import type { DomainError } from '#domain/errors.ts';
import { inputName } from '#web/decision-form.ts';
import { acceptFieldAt, pathLabel } from '#web/field-text.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { typed } from '#web/partials/typed-text.ts';

/** One thing to put right; `name` is the form field at fault, null when none is. */
export interface FormError {
  readonly name: string | null;
  readonly message: string;
}

const OWN_FIELDS: ReadonlySet<string> = new Set(['decision', 'check', 'reason']);

/** Whoever has more to put right starts with these; the rest stands at its fields. */
const MOST_ERRORS = 6;
const LONGEST_ERROR = 160;

/** What is wrong by path, in the language of the page where the error tells it in one that a program can read. */
const messagesOf = (error: DomainError): [path: string, messages: readonly string[]][] =>
  error instanceof InvalidFields
    ? [...error.faults].map(([path, fault]) => [path, [texts.form.faults.fieldFault(fault)]])
    : Object.entries(error.fields ?? {});

const errorsAt = (path: string, messages: readonly string[], asked: readonly AcceptField[]): FormError[] => {
  if (OWN_FIELDS.has(path)) return messages.map((message) => ({ name: path, message }));
  const field = acceptFieldAt(path, asked);
  const name = field === undefined ? null : inputName(field.key);
  return messages.map((message) => ({ name, message: texts.form.faults.ofField(pathLabel(path, asked), message) }));
};

/** A refusal of the posted form, as what the person must put right. */
export const formErrors = (
  error: DomainError,
  asked: readonly AcceptField[],
  { isSignedIn }: { readonly isSignedIn: boolean },
): FormError[] => {
  const { checkWrong, openTooLong } = texts.form.faults;
  if (error.code === 'wrong_check_code') {
    return [isSignedIn ? { name: null, message: openTooLong } : { name: 'check', message: checkWrong }];
  }
  const atFields = messagesOf(error).flatMap(([path, messages]) => errorsAt(path, messages, asked));
  return atFields.length > 0 ? atFields : [{ name: null, message: error.message }];
};

/** Id of the element an error leads to: of the two choices, the first. */
const targetOf = (name: string): string => (name === 'decision' ? 'decision-accept' : name);

const errorLine = ({ name, message }: FormError): Html => {
  const text = typed(message, LONGEST_ERROR);
  return html`<li>${name === null ? text : html`<a href="#${targetOf(name)}">${text}</a>`}</li> `;
};

/** What is wrong, at the top of the page and read out at once, each line leading to its field. */
export const errorSummary = (errors: readonly FormError[]): Html | null =>
  errors.length === 0
    ? null
    : html`<div class="card alert not-on-paper" role="alert" aria-labelledby="errors" tabindex="-1" autofocus>
        <h2 id="errors">${texts.form.faults.title}</h2>
        <ul>
          ${errors.slice(0, MOST_ERRORS).map(errorLine)}
        </ul>
        ${errors.length > MOST_ERRORS ? html`<p>${texts.more(errors.length - MOST_ERRORS)}</p>` : null}
      </div>`;
