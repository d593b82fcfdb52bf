import { html, type Html } from '#web/html.ts';
import { excerpt, plainLines, plainText } from '#web/plain-text.ts';
import { texts } from '#web/language.ts';

/** Longer texts are folded, so that no text pushes the rest of a page away. */
const FOLDED_FROM = 100;

const MOST_LINES = 6;

const LONGEST = 20_000;

/** What a person typed, in one line, with a reading direction of its own. */
export const typed = (text: string, max: number = LONGEST): Html => html`<bdi>${excerpt(plainText(text), max)}</bdi>`;

/** What a person typed, with its lines; folded when it is longer than `foldedFrom` characters. */
const typedLines = (text: string, foldedFrom: number): Html => {
  const lines = excerpt(plainLines(text).trim(), LONGEST);
  const short = excerpt(plainText(lines), foldedFrom);
  const whole = html`<div class="lines" dir="auto">${lines}</div>`;
  if (short === plainText(lines) && lines.split('\n').length <= MOST_LINES) return whole;
  return html`<bdi>${short}</bdi>
    <details>
      <summary>${texts.showAll}</summary>
      ${whole}
    </details>`;
};

/** What a person may have typed; null when nothing of it can be seen. */
export const given = (text: string | null | undefined, foldedFrom: number = FOLDED_FROM): Html | null =>
  plainText(text ?? '') === '' ? null : typedLines(text ?? '', foldedFrom);
