import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import type { Changes } from '#use-cases/what-changed.ts';
import { time } from '#web/format.ts';
import { differences } from '#web/partials/difference-list.ts';
import { facts } from '#web/partials/facts.ts';
import { namesShown, personShown } from '#web/partials/person.ts';
import { given } from '#web/partials/typed-text.ts';

/** Why the request before this one was rejected, and what has changed since; null when it was not. */
export const sinceReject = (rejected: Changes['sinceReject'], timeZone: string | null): Html | null => {
  if (rejected === null) return null;
  const { decision, difference } = rejected;
  const { rejectedBefore } = texts;
  const standsInFor = namesShown(decision.on_behalf_of);
  return html`<section class="card">
    <h2>${rejectedBefore.title}</h2>
    ${facts([
      [rejectedBefore.reason, given(decision.reason)],
      [rejectedBefore.by, personShown(decision.by)],
      [texts.result.onBehalfOf, standsInFor],
      [rejectedBefore.at, time(decision.at, timeZone)],
    ])}
    ${
      difference.length === 0
        ? html`<p>${texts.difference.noneSinceReject}</p>`
        : html`<h3>${texts.difference.sinceReject(difference.length)}</h3>
            ${differences(difference)}`
    }
  </section>`;
};
