import type { Difference } from '#domain/difference.ts';
import { html, type Html } from '#web/html.ts';
import { layout } from '#web/layout.ts';
import { outcomeOf } from '#web/outcome.ts';
import { differenceList } from '#web/partials/difference-list.ts';
import { outcomeFacts } from '#web/partials/outcome-facts.ts';
import { requestFacts, titleOf, type RequestView } from '#web/partials/request-facts.ts';
import { total } from '#web/partials/total.ts';
import { typed } from '#web/partials/typed-text.ts';
import { voucherLines } from '#web/partials/voucher-lines.ts';
import { texts, type Outcome } from '#web/texts.ts';

/** A request that nobody can decide through this link any more. */
export interface ResultView extends RequestView {
  /** Against the newer request that has replaced this one; null while this is the latest. */
  readonly supersededBy: { readonly difference: readonly Difference[] } | null;
  /** True when the visitor has just posted a decision and it is not the one that counts. */
  readonly cameTooLate: boolean;
}

const TONES: Record<Outcome, 'good' | 'wait' | 'bad'> = {
  exporting: 'wait',
  waiting_for_erp: 'wait',
  unknown: 'bad',
  synced: 'good',
  failed_to_export: 'bad',
  rejected: 'bad',
  retrieved: 'wait',
  expired: 'wait',
};

const supersededNote = (supersededBy: ResultView['supersededBy']): Html | null => {
  if (supersededBy === null) return null;
  const { difference } = supersededBy;
  return html`<p class="card"><strong>${texts.result.newer}</strong></p>
    ${difference.length === 0 ? null : differenceList(texts.result.newerDifference(difference.length), difference)}`;
};

/** What became of a request: who decided what and when, and what the ERP said. The same link always shows the latest state. */
export const resultPage = (view: ResultView): string => {
  const { request, snapshot, erpName } = view;
  const outcome = outcomeOf(request);
  const { title, next } = texts.result.outcomes[outcome];
  const moving = outcome === 'exporting' || outcome === 'waiting_for_erp' || outcome === 'unknown';
  return layout({
    title: title(erpName),
    requestId: request.id,
    main: html`${view.cameTooLate ? html`<p class="card alert" role="alert">${texts.result.notStored}</p>` : null}
      <section class="card state ${TONES[outcome]}">
        <h1>${title(erpName)}</h1>
        <p>${next}</p>
        ${outcomeFacts(request, outcome)}
        ${moving ? html`<p class="not-on-paper"><a href="">${texts.result.reload}</a></p>` : null}
      </section>
      ${supersededNote(view.supersededBy)}
      <h2 class="name">${typed(titleOf(request))}</h2>
      ${total(snapshot, null)}
      <section class="card">${requestFacts(view)}</section>`,
    footer: voucherLines(request),
  });
};
