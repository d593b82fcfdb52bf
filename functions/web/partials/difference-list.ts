import type { Difference } from '#domain/difference.ts';
import { fieldLabel, fieldValue } from '#web/field-text.ts';
import { html, type Html } from '#web/html.ts';
import { typed } from '#web/partials/typed-text.ts';
import { texts } from '#web/language.ts';

/** More lines than this are folded: the first ones tell what the change is about. */
const IN_PLAIN_VIEW = 8;

/** Of more than these, only the number is told: nobody reads on, and the page must fit into a Lambda's answer. */
const MOST = 100;

/** Longest part of a value that is shown: a difference further on is found in the project itself. */
const LONGEST_VALUE = 300;

const value = (field: string, content: unknown): Html => typed(fieldValue(field, content), LONGEST_VALUE);

const line = ({ field, before, after }: Difference): Html =>
  html`<li>
    <strong>${typed(fieldLabel(field), 100)}</strong>
    <span class="was"
      ><small>${texts.difference.before}</small>
      ${before === null ? texts.notSet : html`<del>${value(field, before)}</del>`}</span
    >
    <span class="is"><small>${texts.difference.after}</small> <ins>${value(field, after)}</ins></span>
  </li> `;

/** Field by field, what was and what is. */
export const differences = (difference: readonly Difference[]): Html => {
  const rest = difference.slice(IN_PLAIN_VIEW, MOST);
  const untold = difference.length - MOST;
  return html`<ul class="list">
      ${difference.slice(0, IN_PLAIN_VIEW).map(line)}
    </ul>
    ${
      rest.length === 0
        ? null
        : html`<details>
            <summary>${texts.more(difference.length - IN_PLAIN_VIEW)}</summary>
            <ul class="list">
              ${rest.map(line)}
            </ul>
            ${untold > 0 ? html`<p>${texts.more(untold)}</p>` : null}
          </details>`
    }`;
};

/** What differs, under a title of its own. */
export const differenceList = (title: string, difference: readonly Difference[]): Html =>
  html`<section class="card">
    <h2>${title}</h2>
    ${differences(difference)}
  </section>`;
