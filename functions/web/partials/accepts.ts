import type { Request } from '#domain/request.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { acceptsShown } from '#web/partials/person.ts';

/** Where several must accept: how many, and who has. Null where one is enough. `missing` counts the visitor. */
export const accepts = (
  { accepted_by }: Pick<Request, 'accepted_by'>,
  missing: number,
  timeZone: string | null,
): Html | null => {
  const needed = accepted_by.length + missing;
  if (needed <= 1) return null;
  const { oneOf, none, others } = texts.approval.accepts;
  return html`<section class="card">
    <h2>${oneOf(needed)}</h2>
    ${
      accepted_by.length === 0
        ? html`<p>${none}</p>`
        : html`<p>${others}</p>
            ${acceptsShown(accepted_by, timeZone)}`
    }
  </section>`;
};
