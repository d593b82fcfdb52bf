import type { Decision, Receipt, Request } from '#domain/request.ts';
import { fieldLabel } from '#web/field-text.ts';
import { time } from '#web/format.ts';
import { html, type Html } from '#web/html.ts';
import { facts, type Fact } from '#web/partials/facts.ts';
import { given, typed } from '#web/partials/typed-text.ts';
import { texts, type Outcome } from '#web/texts.ts';

const { result } = texts;

/** Link to the job, if the ERP gave a web address; anything else, such as `javascript:`, is not made a link. */
const jobLink = (url: string | null): Html | null => {
  const address = url === null ? null : URL.parse(url);
  if (address === null || !/^https?:$/.test(address.protocol)) return null;
  return html`<a href="${address.href}" rel="noopener noreferrer">${result.open(address.host)}</a>`;
};

const decisionFacts = ({ kind, by, at, via, reason, fields }: Decision): Fact[] => [
  [result.decision, html`${result.kinds[kind]}`],
  [result.by, html`${typed(by.name)} (${typed(by.email)})`],
  [result.at, time(at)],
  [result.via, html`${result.doors[via]}`],
  [result.reason, given(reason)],
  ...Object.entries(fields).map(([key, value]): Fact => [fieldLabel(key), typed(value)]),
];

const receiptFacts = ({ job_id, erp_id, url, at }: Receipt): Fact[] => [
  [result.job, html`<strong>${typed(job_id)}</strong>`],
  [result.erpId, typed(erp_id)],
  [texts.facts.erp, jobLink(url)],
  [result.written, time(at)],
];

/** Who decided what, and what the ERP said to it. */
export const outcomeFacts = ({ decision, exports }: Request, outcome: Outcome): Html | null => {
  const last = exports.at(-1);
  const failed = outcome === 'failed_to_export' || outcome === 'waiting_for_erp';
  return facts([
    ...(last?.receipt ? receiptFacts(last.receipt) : []),
    [result.erpMessage, failed ? given(last?.message) : null],
    [result.erpField, failed ? given(last?.field && fieldLabel(last.field)) : null],
    ...(decision === null ? [] : decisionFacts(decision)),
  ]);
};
