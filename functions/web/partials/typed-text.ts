import { html, type Html } from '#web/html.ts';
import { excerpt, plainLines, plainText } from '#web/plain-text.ts';
import { texts } from '#web/texts.ts';

/** Longer texts are folded, so that no text pushes the rest of a page away. */
const FOLDED_FROM = 100;

const LONGEST = 20_000;

/** What a person typed, in one line, with a reading direction of its own. */
export const typed = (text: string, max: number = LONGEST): Html => html`<bdi>${excerpt(plainText(text), max)}</bdi>`;

/** What a person typed, with its lines; folded when it is long. */
export const typedLines = (text: string): Html => {
  const lines = excerpt(plainLines(text).trim(), LONGEST);
  const short = excerpt(plainText(lines), FOLDED_FROM);
  const whole = html`<div class="lines" dir="auto">${lines}</div>`;
  if (short === plainText(lines) && lines.split('\n').length <= 4) return whole;
  return html`<bdi>${short}</bdi>
    <details>
      <summary>${texts.showAll}</summary>
      ${whole}
    </details>`;
};
