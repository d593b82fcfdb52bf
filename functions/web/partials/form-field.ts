import { html, type Html } from '#web/html.ts';
import { typed } from '#web/partials/typed-text.ts';
import { texts } from '#web/texts.ts';

export interface FormField {
  /** Name and id of the input. */
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly faults: readonly string[];
  /** The input itself, given the attributes that tie it to its label, hint and faults. */
  readonly input: (attributes: Html) => Html;
}

/** What is wrong with one field, beside it; null when nothing is. */
export const faultText = (name: string, faults: readonly string[]): Html | null =>
  faults.length === 0
    ? null
    : html`<span class="fault" id="${name}-fault"
        ><span class="seen-by-readers">${texts.faults.prefix} </span>${typed(faults.join(' '), 300)}</span
      >`;

/** One labelled input with its hint and faults. */
export const formField = ({ name, label, hint, faults, input }: FormField): Html => {
  const wrong = faults.length > 0;
  const described = wrong ? `${name}-hint ${name}-fault` : `${name}-hint`;
  const attributes = html`id="${name}" name="${name}" aria-describedby="${described}"
  ${wrong ? html`aria-invalid="true"` : null}`;
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <span class="hint" id="${name}-hint">${hint}</span>
    ${faultText(name, faults)}${input(attributes)}
  </div>`;
};
