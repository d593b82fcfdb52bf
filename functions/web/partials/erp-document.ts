import type { ErpDocument } from '#domain/erp.ts';
import { html, type Html } from '#web/html.ts';
import { typed } from '#web/partials/typed-text.ts';
import { texts } from '#web/language.ts';

type Value = ErpDocument[string];

/** Of a long list the first entries are shown, and how many more there are: the cost codes are on the page in full anyway. */
const LONGEST_LIST = 50;
const LONGEST_VALUE = 300;
const DEEPEST = 4;

const scalar = (value: string | number | boolean | null): Html =>
  typed(value === null || value === '' ? texts.empty : String(value), LONGEST_VALUE);

const rest = (all: number): Html | null => (all > LONGEST_LIST ? html`<p>${texts.more(all - LONGEST_LIST)}</p>` : null);

const members = (entries: readonly (readonly [string, Value])[], depth: number): Html =>
  html`<dl class="tree">
      ${entries.slice(0, LONGEST_LIST).map(
        ([key, value]) =>
          html`<dt>${typed(key, 100)}</dt>
            <dd>${shown(value, depth)}</dd> `,
      )}
    </dl>
    ${rest(entries.length)}`;

const list = (values: readonly Value[], depth: number): Html =>
  html`<ul class="list">
      ${values.slice(0, LONGEST_LIST).map((value) => html`<li>${shown(value, depth)}</li> `)}
    </ul>
    ${rest(values.length)}`;

function shown(value: Value, depth: number): Html {
  if (typeof value !== 'object' || value === null) return scalar(value);
  if (depth >= DEEPEST) return scalar(JSON.stringify(value));
  if (Array.isArray(value)) return value.length === 0 ? scalar(null) : list(value, depth + 1);
  return members(Object.entries(value), depth + 1);
}

/** What the connector will send, in the ERP's own words, folded. */
export const erpDocument = (erpName: string, document: ErpDocument): Html =>
  html`<details class="fold">
    <summary>${texts.approval.document.title(erpName)}</summary>
    ${members(Object.entries(document), 0)}
  </details>`;
