import * as z from 'zod/mini';
import { ERASE, type AuditEvent } from '#domain/audit.ts';
import type { ClosedRequest } from '#domain/project-record.ts';
import type { PublishedDetail } from '#domain/published-event.ts';
import { receipt, requestStatus, type Request, type RequestStatus } from '#domain/request.ts';
import { transitions, type EventName } from '#domain/transitions.ts';

/** `source` of every event, for the rules of those who consume. */
export const EVENT_SOURCE = 'send-to-erp';

/** `detail-type` of each event. */
export const DETAIL_TYPES = {
  send: 'Project sent',
  resend: 'Project re-sent',
  retrieve: 'Request retrieved',
  accept_in_part: 'Request accepted in part',
  accept: 'Request accepted',
  reject: 'Request rejected',
  expire: 'Request expired',
  reissue_links: 'Links re-issued',
  begin_export: 'Export begun',
  postpone_export: 'Export postponed',
  lose_answer: 'Export outcome unknown',
  open_case: 'Case opened',
  confirm_export: 'Project synced',
  fail_export: 'Export failed',
  retry: 'Export retried',
  link: 'Project linked',
  unlink: 'Project unlinked',
  reset: 'Project reset',
  [ERASE]: 'Person erased',
} as const satisfies Record<EventName | typeof ERASE, string>;

/** What may have happened: a transition, or an erasure, which is none. */
type PublishedName = keyof typeof DETAIL_TYPES;

/** A transition as programs are told of it. */
export interface PublishedEvent {
  readonly type: (typeof DETAIL_TYPES)[PublishedName];
  readonly detail: PublishedDetail;
}

const isEventName = (name: string): name is PublishedName => Object.hasOwn(DETAIL_TYPES, name);

const nameOf = ({ name }: AuditEvent): PublishedName => {
  if (isEventName(name)) return name;
  throw new Error(`An event "${name}" is not known here: a later release has recorded it.`);
};

/** As `projectStatus` says it of a record, right after an event of its request. */
const projectStatusAfter = (
  events: readonly AuditEvent[],
  status: RequestStatus,
  kind: Request['kind'],
): PublishedDetail['project_status'] => {
  // An erasure leaves the project where it was.
  const event = events.findLast(({ name }) => name !== ERASE)?.name;
  if (event === 'unlink' || event === 'reset') return 'not_sent';
  const leftAsItWas = status === 'rejected' || status === 'retrieved' || status === 'expired';
  return leftAsItWas && kind === 'update' ? 'synced' : status;
};

const withReceipt = z.object({ receipt });

const confirmed = ({ details }: AuditEvent) => withReceipt.parse(details).receipt;

const refusal = z.object({
  outcome: z.optional(z.string()),
  operator: z.optional(z.string()),
  field: z._default(z.nullable(z.string()), null),
});

const failureOf = (details: AuditEvent['details']) => {
  const { outcome, operator, field } = refusal.parse(details);
  if (operator !== undefined) return { code: 'settled_by_hand', field } as const;
  return { code: outcome === 'refused' ? 'refused' : 'gave_up', field } as const;
};

/** The job that an administrator named; its audit event holds no link to it. */
const linkedJob = ({ exports: [job] }: Request) => receipt.parse(job?.receipt);

/**
 * What is published of a request's events, in their order. It follows from each event, the one before it, and what never changes
 * of a request: the same whenever it is published.
 * @throws {Error} for an event that this release does not know.
 */
export const publishedEvents = ({ request, events }: ClosedRequest, stage: string): PublishedEvent[] =>
  events.map((each, index): PublishedEvent => {
    const event = nameOf(each);
    const before = events[index - 1];
    const to = requestStatus.parse(each.status);
    const common = {
      version: 1,
      id: each.hash,
      previous_id: each.previous_hash,
      sequence: each.sequence,
      stage,
      company_id: request.company_id,
      project_id: request.project_id,
      request_id: request.id,
      number: request.number,
      kind: request.kind,
      from: before === undefined ? null : requestStatus.parse(before.status),
      to,
      project_status: projectStatusAfter(events.slice(0, index + 1), to, request.kind),
      at: each.at,
      integration_id: request.integration.id,
      erp: request.integration.erp,
      actor: { kind: event === ERASE ? 'administrator' : transitions[event].by, person_id: each.by?.id ?? null },
    } as const;
    const type = DETAIL_TYPES[event];
    if (event === 'fail_export') return { type, detail: { ...common, event, failure: failureOf(each.details) } };
    if (event !== 'confirm_export' && event !== 'link') return { type, detail: { ...common, event } };
    return { type, detail: { ...common, event, receipt: event === 'link' ? linkedJob(request) : confirmed(each) } };
  });
