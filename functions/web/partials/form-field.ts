import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { typed } from '#web/partials/typed-text.ts';

export interface FormField {
  /** Name and id of the input. */
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly faults: readonly string[];
  /** What came of a question about what is filled in. */
  readonly answer?: Html | null;
  /** The input itself, given the attributes that tie it to its label, hint, faults and answer. */
  readonly input: (attributes: Html) => Html;
}

/** What is wrong with one field, beside it; null when nothing is. */
export const faultText = (name: string, faults: readonly string[]): Html | null =>
  faults.length === 0
    ? null
    : html`<span class="fault" id="${name}-fault"
        ><span class="seen-by-readers">${texts.form.faults.prefix} </span>${typed(faults.join(' '), 300)}</span
      >`;

/** One labelled input with its hint, faults and answer. */
export const formField = ({ name, label, hint, faults, answer = null, input }: FormField): Html => {
  const wrong = faults.length > 0;
  const described = [`${name}-hint`, ...(wrong ? [`${name}-fault`] : []), ...(answer ? [`${name}-answer`] : [])];
  const attributes = html`id="${name}" name="${name}" aria-describedby="${described.join(' ')}"
  ${wrong ? html`aria-invalid="true"` : null}`;
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <span class="hint" id="${name}-hint">${hint}</span>
    ${faultText(name, faults)}${answer && html`<span class="answer" id="${name}-answer">${answer}</span>`}
    ${input(attributes)}
  </div>`;
};
