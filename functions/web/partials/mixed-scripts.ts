import type { Project } from '#domain/project.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { mixedWords } from '#web/mixed-scripts.ts';
import { typed } from '#web/partials/typed-text.ts';
import { plainText } from '#web/plain-text.ts';

/** More than these are no spoof but a strange name. */
const MOST = 5;

/** Warns of a name that may be another than it seems; null when there is none. It keeps nobody from deciding. */
export const mixedScripts = ({ name, customer }: Pick<Project, 'name' | 'customer'>): Html | null => {
  const words = mixedWords(plainText(`${name} ${customer ?? ''}`));
  if (words.length === 0) return null;
  const { one, many } = texts.approval.mixedScripts;
  return html`<p class="card warning">
    <span aria-hidden="true">⚠</span> ${words.length === 1 ? one : many}
    ${words.slice(0, MOST).map((word) => html`<strong>${typed(word, 40)}</strong> `)}
  </p>`;
};
