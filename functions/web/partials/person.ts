import type { Person } from '#domain/person.ts';
import type { Acceptance } from '#domain/request.ts';
import { time } from '#web/format.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { typed } from '#web/partials/typed-text.ts';

/** Longest name: a line on a phone. */
const LONGEST_NAME = 80;

/** Name and address. */
export const personShown = ({ name, email }: Person): Html => html`${typed(name, LONGEST_NAME)} (${typed(email)})`;

/** Names in a row; null for nobody. */
export const namesShown = (people: readonly Person[]): Html | null =>
  people.length === 0
    ? null
    : html`${people.map(({ name }, index) => html`${index > 0 ? ', ' : null}${typed(name, LONGEST_NAME)}`)}`;

const acceptShown = ({ by, on_behalf_of, at }: Acceptance, timeZone: string | null): Html => {
  const standsInFor = namesShown(on_behalf_of);
  return html`<li>
    ${personShown(by)}${standsInFor && html`, ${texts.onBehalfOf} ${standsInFor}`}, ${time(at, timeZone)}
  </li> `;
};

/** Those who have accepted. */
export const acceptsShown = (accepted: readonly Acceptance[], timeZone: string | null): Html =>
  html`<ul class="list">
    ${accepted.map((one) => acceptShown(one, timeZone))}
  </ul>`;
