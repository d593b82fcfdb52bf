import { html, type Html } from '#web/html.ts';

/** A label and what stands beside it; null leaves the line out. */
export type Fact = readonly [label: string, value: Html | null];

/** Labels and values, one line each; null when there are none. */
export const facts = (lines: readonly Fact[]): Html | null => {
  const present = lines.filter(([, value]) => value !== null);
  if (present.length === 0) return null;
  return html`<dl class="facts">
    ${present.map(
      ([label, value]) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd> `,
    )}
  </dl>`;
};
