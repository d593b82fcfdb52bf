import type { Difference } from '#domain/difference.ts';
import { html } from '#web/html.ts';
import { layout } from '#web/layout.ts';
import { differenceList } from '#web/partials/difference-list.ts';
import { texts, type Refusal } from '#web/texts.ts';

/** Refusals after which looking at the request once more helps. */
const WORTH_ANOTHER_LOOK: ReadonlySet<Refusal> = new Set([
  'stale_snapshot',
  'conflict',
  'malformed_request',
  'service_error',
]);

export interface RefusalView {
  readonly refusal: Refusal;
  /** For `stale_snapshot`: against what the person was shown. */
  readonly difference?: readonly Difference[];
  /** For `service_error`: what support can find it by. */
  readonly traceId?: string;
}

/** Why nothing was decided, and what to do next. It says nothing about any request but the difference it is given. */
export const refusalPage = ({ refusal, difference = [], traceId }: RefusalView): string => {
  const { title, next } = texts.refusals[refusal];
  return layout({
    title,
    requestId: null,
    main: html`<section class="card state wait">
        <h1>${title}</h1>
        <p>${next}</p>
        ${WORTH_ANOTHER_LOOK.has(refusal) ? html`<p><a href="">${texts.openAgain}</a></p>` : null}
        ${traceId === undefined ? null : html`<p class="lead">${texts.traceId}: <code>${traceId}</code></p>`}
      </section>
      ${difference.length === 0 ? null : differenceList(texts.difference.shownTitle(difference.length), difference)}`,
    footer: null,
  });
};
