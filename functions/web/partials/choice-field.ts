import type { AcceptField, Option } from '#domain/capability.ts';
import { inputName } from '#web/decision-form.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { excerpt, plainText } from '#web/plain-text.ts';
import { typed } from '#web/partials/typed-text.ts';

/** What the ERP has for a field, as far as it was asked. */
export type FieldChoices =
  /** `all`: there are no others. `some`: the best for what was typed. */
  { readonly state: 'all' | 'some'; readonly options: readonly Option[] } | { readonly state: 'unknown' | 'not_asked' };

/** The part of a field's view that a choice is made of. */
export interface ChoiceView {
  readonly field: Pick<AcceptField, 'key' | 'required' | 'max_length'>;
  readonly value: string;
  readonly choices: FieldChoices;
  /** The person has just asked for what the ERP has. */
  readonly isAsked: boolean;
}

const LONGEST_LABEL = 100;

/** What is stored is the value, which later pages show: so it is seen from the beginning. */
const optionText = ({ value, label }: Option): string =>
  plainText(label) === plainText(value)
    ? excerpt(plainText(label), LONGEST_LABEL)
    : `${excerpt(plainText(label), LONGEST_LABEL)} · ${plainText(value)}`;

const optionOf =
  (chosen: string) =>
  (option: Option): Html =>
    html`<option value="${option.value}" ${option.value === chosen ? html`selected` : null}>
      ${optionText(option)}
    </option> `;

const select = ({ field, value, isAsked }: ChoiceView, options: readonly Option[], attributes: Html): Html =>
  html`<select ${attributes} ${isAsked ? html`autofocus` : null}>
    <option value="">${field.required ? texts.form.options.choose : texts.form.options.none}</option>
    ${options.map(optionOf(value))}
  </select>`;

/** Asks and decides nothing: a browser that finds the rest of the form incomplete lets it pass. */
const findButton = (key: string): Html =>
  html`<button class="second" type="submit" name="find_options" value="${key}" formnovalidate>
    ${texts.form.options.find}
  </button>`;

/** What browsers offer while somebody types. Those that do not, and readers, have the list below. */
const datalist = (id: string, options: readonly Option[]): Html =>
  html`<datalist id="${id}">
    ${options.map((option) => html`<option value="${option.value}">${optionText(option)}</option> `)}
  </datalist>`;

const matches = (options: readonly Option[]): Html | null =>
  options.length === 0
    ? null
    : html`<details>
        <summary>${texts.form.options.matches(options.length)}</summary>
        <ul class="list">
          ${options.map(({ value, label }) => html`<li>${typed(label, LONGEST_LABEL)} · <strong>${typed(value)}</strong></li> `)}
        </ul>
      </details>`;

const textInput = ({ field, value, isAsked }: ChoiceView, options: readonly Option[], attributes: Html): Html => {
  const listId = `${inputName(field.key)}-options`;
  return html`<input
      type="text"
      ${attributes}
      value="${value}"
      maxlength="${field.max_length}"
      ${options.length > 0 ? html`list="${listId}"` : null}
      ${isAsked ? html`autofocus` : null}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
    />${options.length > 0 ? html`${datalist(listId, options)}${matches(options)}` : null}${findButton(field.key)}`;
};

/** True where the whole list stands on the page: there is nothing to ask for. */
export const isListed = (choices: FieldChoices): boolean => choices.state === 'all';

/** A list to choose from, or a text with what the ERP has for it. */
export const choiceInput = (view: ChoiceView, attributes: Html): Html => {
  const { choices } = view;
  if (choices.state === 'all') return select(view, choices.options, attributes);
  return textInput(view, choices.state === 'some' ? choices.options : [], attributes);
};

/** What the ERP says of the value that stands in the field; null when there is nothing to say. */
export const choiceAnswer = ({ value, choices }: ChoiceView): Html | null => {
  const { notAsked, unknown, typeMore, noMatch } = texts.form.options;
  switch (choices.state) {
    case 'not_asked':
      return html`${notAsked}`;
    case 'unknown':
      return html`<span class="wait">${unknown}</span>`;
    case 'all':
      return null;
    case 'some': {
      const chosen = choices.options.find((option) => option.value === value);
      if (chosen !== undefined) {
        return html`<span class="good"><span aria-hidden="true">✔</span> ${typed(chosen.label, LONGEST_LABEL)}</span>`;
      }
      return html`${choices.options.length === 0 ? noMatch : typeMore}`;
    }
  }
};
