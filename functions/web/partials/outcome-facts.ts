import type { AcceptField } from '#domain/capability.ts';
import type { Decision, Receipt, Request } from '#domain/request.ts';
import { pathLabel } from '#web/field-text.ts';
import { time } from '#web/format.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';
import type { Outcome } from '#web/outcome.ts';
import { facts, type Fact } from '#web/partials/facts.ts';
import { namesShown, personShown } from '#web/partials/person.ts';
import { given, typed } from '#web/partials/typed-text.ts';

/** Link to the job, if the ERP gave a web address; anything else, such as `javascript:`, is not made a link. */
const jobLink = (url: string | null): Html | null => {
  const address = url === null ? null : URL.parse(url);
  if (address === null || !/^https?:$/.test(address.protocol)) return null;
  return html`<a href="${address.href}" rel="noopener noreferrer">${texts.result.open(address.host)}</a>`;
};

/** Longest word of an ERP, or for one: the page has more to say. */
const LONGEST_VALUE = 200;

const decisionFacts = (
  { kind, by, on_behalf_of, at, via, reason, fields }: Decision,
  asked: readonly AcceptField[],
  timeZone: string | null,
): Fact[] => {
  const { result } = texts;
  return [
    [result.decision, html`${result.kinds[kind]}`],
    [result.by, personShown(by)],
    [result.onBehalfOf, namesShown(on_behalf_of)],
    [result.at, time(at, timeZone)],
    [result.via, html`${result.doors[via]}`],
    [result.reason, given(reason)],
    ...Object.entries(fields).map(([key, value]): Fact => [
      pathLabel(`fields.${key}`, asked),
      typed(value, LONGEST_VALUE),
    ]),
  ];
};

const receiptFacts = ({ job_id, erp_id, url, at }: Receipt, timeZone: string | null): Fact[] => [
  [texts.result.job, html`<strong>${typed(job_id, LONGEST_VALUE)}</strong>`],
  [texts.result.erpId, typed(erp_id, LONGEST_VALUE)],
  [texts.facts.erp, jobLink(url)],
  [texts.result.written, time(at, timeZone)],
];

/** Who decided what, and what the ERP said to it. */
export const outcomeFacts = (
  { decision, exports, case_opened_at, paused_until }: Request,
  outcome: Outcome,
  asked: readonly AcceptField[],
  timeZone: string | null,
): Html | null => {
  const last = exports.at(-1);
  const failed = outcome === 'failed_to_export' || outcome === 'waiting_for_erp';
  return facts([
    ...(last?.receipt ? receiptFacts(last.receipt, timeZone) : []),
    [texts.result.unknownSince, outcome === 'open_case' && case_opened_at ? time(case_opened_at, timeZone) : null],
    [texts.result.askedAgain, outcome === 'waiting_for_erp' && paused_until ? time(paused_until, timeZone) : null],
    [texts.result.erpMessage, failed ? given(last?.message) : null],
    [texts.result.erpField, failed ? given(last?.field && pathLabel(last.field, asked)) : null],
    ...(decision === null ? [] : decisionFacts(decision, asked, timeZone)),
  ]);
};
