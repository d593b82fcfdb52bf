import type { AcceptField } from '#domain/capability.ts';
import type { DomainError } from '#domain/errors.ts';
import { inputName } from '#web/decision-form.ts';
import { fieldLabel } from '#web/field-text.ts';
import { html, type Html } from '#web/html.ts';
import { typed } from '#web/partials/typed-text.ts';
import { texts } from '#web/texts.ts';

/** One thing to put right; `name` is the form field at fault, null when none is. */
export interface FormError {
  readonly name: string | null;
  readonly message: string;
}

const OWN_FIELDS: ReadonlySet<string> = new Set(['decision', 'check', 'reason']);

const errorsAt = (path: string, messages: readonly string[], asked: readonly AcceptField[]): FormError[] => {
  if (OWN_FIELDS.has(path)) return messages.map((message) => ({ name: path, message }));
  const field = asked.find(({ key }) => path === `fields.${key}`);
  const name = field === undefined ? null : inputName(field.key);
  return messages.map((message) => ({
    name,
    message: texts.faults.ofField(field?.label ?? fieldLabel(path), message),
  }));
};

/** A refusal of the posted form, as what the person must put right. */
export const formErrors = (error: DomainError, asked: readonly AcceptField[]): FormError[] => {
  if (error.code === 'wrong_check_code') return [{ name: 'check', message: texts.faults.checkWrong }];
  const atFields = Object.entries(error.fields ?? {}).flatMap(([path, messages]) => errorsAt(path, messages, asked));
  return atFields.length > 0 ? atFields : [{ name: null, message: error.message }];
};

/** Id of the element an error leads to: of the two choices, the first. */
const targetOf = (name: string): string => (name === 'decision' ? 'decision-accept' : name);

/** Everything that is wrong, at the top of the page and read out at once, each line leading to its field. */
export const errorSummary = (errors: readonly FormError[]): Html | null =>
  errors.length === 0
    ? null
    : html`<div class="card alert not-on-paper" role="alert" aria-labelledby="errors" tabindex="-1" autofocus>
        <h2 id="errors">${texts.faults.title}</h2>
        <ul>
          ${errors.map(({ name, message }) => {
            const text = typed(message, 300);
            return html`<li>${name === null ? text : html`<a href="#${targetOf(name)}">${text}</a>`}</li> `;
          })}
        </ul>
      </div>`;
