import { html, type Html } from '#web/html.ts';

/** A label and what stands beside it; null leaves the line out. */
export type Fact = readonly [label: string, value: Html | null];

/** Labels and values, one line each. */
export const facts = (lines: readonly Fact[]): Html =>
  html`<dl class="facts">
    ${lines.map(([label, value]) =>
      value === null
        ? null
        : html`<dt>${label}</dt>
            <dd>${value}</dd> `,
    )}
  </dl>`;
