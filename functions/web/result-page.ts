import type { ErpProfile } from '#domain/capability.ts';
import type { Difference } from '#domain/difference.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import { layout } from '#web/layout.ts';
import { outcomeOf, type Outcome } from '#web/outcome.ts';
import { differenceList } from '#web/partials/difference-list.ts';
import { outcomeFacts } from '#web/partials/outcome-facts.ts';
import { acceptsShown } from '#web/partials/person.ts';
import { requestFacts, titleOf, type RequestView } from '#web/partials/request-facts.ts';
import { total } from '#web/partials/total.ts';
import { typed } from '#web/partials/typed-text.ts';
import { voucherLines } from '#web/partials/voucher-lines.ts';

/** A request that its visitor cannot decide, or not any more. */
export interface ResultView extends RequestView {
  readonly erp: Pick<ErpProfile, 'accept_fields'>;
  /** The visitor has accepted, and so many others must; 0 where nobody is waited for. */
  readonly acceptsMissing: number;
  /** Against the newer request that has replaced this one; null while this is the latest. */
  readonly supersededBy: { readonly difference: readonly Difference[] } | null;
  /** True when the visitor has just posted a decision and it is not the one that counts. */
  readonly cameTooLate: boolean;
}

const TONES: Record<Outcome, 'good' | 'wait' | 'bad'> = {
  accepted_in_part: 'good',
  exporting: 'wait',
  waiting_for_erp: 'wait',
  held: 'wait',
  unknown: 'bad',
  open_case: 'bad',
  synced: 'good',
  failed_to_export: 'bad',
  rejected: 'bad',
  retrieved: 'wait',
  expired: 'wait',
};

/** What may be another thing at the next look. */
const MOVING: ReadonlySet<Outcome> = new Set([
  'accepted_in_part',
  'exporting',
  'waiting_for_erp',
  'held',
  'unknown',
  'open_case',
]);

const notStored = ({ cameTooLate }: ResultView, outcome: Outcome): Html | null => {
  if (!cameTooLate) return null;
  const { notStored, stillAccepted } = texts.result;
  return html`<p class="card alert" role="alert">${outcome === 'accepted_in_part' ? stillAccepted : notStored}</p>`;
};

const accepted = ({ request, timeZone }: ResultView, outcome: Outcome): Html | null => {
  const { acceptedSoFar, acceptedBefore } = texts.result;
  if (request.accepted_by.length === 0) return null;
  return html`<h2>${outcome === 'accepted_in_part' ? acceptedSoFar : acceptedBefore}</h2>
    ${acceptsShown(request.accepted_by, timeZone)}`;
};

/** Who decided what, what the ERP said to it, and who had a part in it; null where nothing happened. */
const story = (view: ResultView, outcome: Outcome): Html | null => {
  const told = [
    outcomeFacts(view.request, outcome, view.erp.accept_fields, view.timeZone),
    accepted(view, outcome),
  ].filter((part) => part !== null);
  return told.length === 0 ? null : html`<section class="card">${told}</section>`;
};

const newer = ({ supersededBy }: ResultView): Html | null => {
  if (supersededBy === null || supersededBy.difference.length === 0) return null;
  const { difference } = supersededBy;
  return differenceList(texts.difference.inNewer(difference.length), difference);
};

/** What became of a request: who decided what and when, and what the ERP said. The same link always shows the latest state. */
export const resultPage = (view: ResultView): string => {
  const { request, snapshot, erpName, acceptsMissing, supersededBy } = view;
  const outcome = outcomeOf(request, acceptsMissing);
  const { title, next } = texts.result.outcomes[outcome];
  const heading = title(erpName, acceptsMissing);
  return layout({
    title: heading,
    requestId: request.id,
    main: html`${notStored(view, outcome)}
      <section class="card state ${TONES[outcome]}">
        <h1>${heading}</h1>
        <p>${supersededBy === null ? next : texts.result.newer}</p>
        ${MOVING.has(outcome) ? html`<p class="not-on-paper"><a href="">${texts.result.reload}</a></p>` : null}
      </section>
      <h2 class="name">${typed(titleOf(request))}</h2>
      ${total(snapshot, null)} ${story(view, outcome)} ${newer(view)}
      <section class="card">${requestFacts(view)}</section>`,
    footer: voucherLines(request),
  });
};
