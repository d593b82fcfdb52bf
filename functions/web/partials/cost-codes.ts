import type { CostCode } from '#domain/project.ts';
import { costTypes } from '#web/field-text.ts';
import { html, type Html } from '#web/html.ts';
import { typed } from '#web/partials/typed-text.ts';
import { texts } from '#web/texts.ts';

/** Longest text in a cell; no known ERP takes longer codes or names. */
const LONGEST_CELL = 120;

/** Cost codes by their first segment (`01-100` by `01`), in the order in which they came. */
export const bySegment = (codes: readonly CostCode[]): Map<string, CostCode[]> =>
  Map.groupBy(codes, ({ full_code }) => full_code.split(/[-.\s/]/)[0] ?? full_code);

const table = (codes: readonly CostCode[]): Html =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">${texts.costCodes.code}</th>
        <th scope="col">${texts.costCodes.name}</th>
        <th scope="col">${texts.costCodes.types}</th>
      </tr>
    </thead>
    <tbody>
      ${codes.map(
        ({ full_code, name, line_item_types }) =>
          html`<tr>
            <td>${typed(full_code, LONGEST_CELL)}</td>
            <td>${typed(name, LONGEST_CELL)}</td>
            <td>${typed(costTypes(line_item_types), LONGEST_CELL)}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;

const grouped = (groups: ReadonlyMap<string, readonly CostCode[]>): Html[] =>
  [...groups].map(
    ([segment, codes]) =>
      html`<details>
        <summary>${typed(texts.costCodes.group(segment, codes.length), LONGEST_CELL)}</summary>
        ${table(codes)}
      </details> `,
  );

/** All cost codes, folded; in groups where that makes them fewer. */
export const costCodes = (codes: readonly CostCode[]): Html => {
  const groups = bySegment(codes);
  const worthGrouping = groups.size > 1 && groups.size <= codes.length / 2;
  return html`<details class="fold">
    <summary>${texts.costCodes.title(codes.length)}</summary>
    ${worthGrouping ? grouped(groups) : table(codes)}
  </details>`;
};
