import type { CostCode } from '#domain/project.ts';
import { html, type Html } from '#web/html.ts';
import { typed } from '#web/partials/typed-text.ts';
import { excerpt } from '#web/plain-text.ts';
import { texts } from '#web/language.ts';

// 4,000 cost codes with the longest texts still fit into the 6 MB of a Lambda's answer; no known ERP takes longer ones.
const LONGEST_CODE = 40;
const LONGEST_NAME = 80;

/** Cost codes by their first segment (`01-100` by `01`), in the order in which they came. */
const bySegment = (codes: readonly CostCode[]): Map<string, CostCode[]> =>
  Map.groupBy(codes, ({ full_code }) => full_code.split(/[-.\s/]/)[0] ?? full_code);

const table = (codes: readonly CostCode[]): Html =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">${texts.approval.costCodes.code}</th>
        <th scope="col">${texts.approval.costCodes.name}</th>
        <th scope="col">${texts.approval.costCodes.types}</th>
      </tr>
    </thead>
    <tbody>
      ${codes.map(
        ({ full_code, name, line_item_types }) =>
          html`<tr>
            <td>${typed(full_code, LONGEST_CODE)}</td>
            <td>${typed(name, LONGEST_NAME)}</td>
            <td>${typed(line_item_types.map(({ code }) => code).join(', '), LONGEST_CODE)}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;

const grouped = (groups: ReadonlyMap<string, readonly CostCode[]>): Html[] =>
  [...groups].map(
    ([segment, codes]) =>
      html`<details>
        <summary>${typed(texts.approval.costCodes.group(excerpt(segment, LONGEST_CODE), codes.length))}</summary>
        ${table(codes)}
      </details> `,
  );

/** All cost codes, folded; in groups where that makes them fewer. */
export const costCodes = (codes: readonly CostCode[]): Html => {
  const groups = bySegment(codes);
  const worthGrouping = groups.size > 1 && groups.size <= codes.length / 2;
  return html`<details class="fold">
    <summary>${texts.approval.costCodes.title(codes.length)}</summary>
    ${worthGrouping ? grouped(groups) : table(codes)}
  </details>`;
};
