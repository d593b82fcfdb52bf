import * as z from 'zod/mini';
import { auditEvent, type ERASE, GENESIS, seal, type AuditEvent } from '#domain/audit.ts';
import { dueAt } from '#domain/due.ts';
import { DomainError } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import { mailing, toldUpTo } from '#domain/mailing.ts';
import { receipt, request, type ProjectStatus, type Request } from '#domain/request.ts';
import { allows, transitions, type EventName } from '#domain/transitions.ts';

const text = z.string();
const positive = z.int().check(z.positive());

/** The job in the ERP as of the last confirmed export, the snapshot it was made from, and through which integration. */
export const synced = z.extend(receipt, { snapshot_sha256: text, request_id: text, integration_id: text });
export type Synced = z.infer<typeof synced>;

/** An `Idempotency-Key` that was honoured, so that its repeat gets the same answer. */
export const honouredKey = z.object({
  key: text,
  body_sha256: text,
  request_id: text,
  at: z.iso.datetime(),
});

/** The aggregate: all that must change together when something happens to a project. One item of the ledger. */
export const projectRecord = z.object({
  company_id: positive,
  project_id: positive,
  /** Number of writes so far; each write expects the number it read. */
  version: positive,
  /** The open request, or the last one. */
  request,
  synced: z.nullable(synced),
  /** Audit events of `request`; those of earlier requests went into their own items with them. */
  events: z.array(auditEvent).check(z.minLength(1)),
  honoured_keys: z.array(honouredKey),
  /** Wakes the workflow that waits for the decision. Never leaves the ledger. */
  task_token: z.nullable(text),
  /** Mails about `request` that were sent. */
  mailed: z.array(mailing),
  /** How far all mails about `request` have been sent; null before the first. */
  told_up_to: z._default(z.nullable(toldUpTo), null),
  /** `sequence` of the last event of the project that was published to programs; null while its events are not published. */
  published_up_to: z._default(z.nullable(z.int().check(z.nonnegative())), null),
  /** Part of the external id of the project's job: raised when another job takes its place, so that the old one is not found again. */
  generation: z._default(z.int().check(z.nonnegative()), 0),
  /** The highest generation that was ever used. */
  last_generation: z._default(z.int().check(z.nonnegative()), 0),
  /** When the sweeper looks at the project again; null when nothing can happen to it by itself. */
  due_at: z.nullable(z.iso.datetime()),
});
export type ProjectRecord = z.infer<typeof projectRecord>;

/** A request that is over, with its audit events, in an item of its own. */
export const closedRequest = z.pick(projectRecord, { request: true, events: true });
export type ClosedRequest = z.infer<typeof closedRequest>;

/**
 * Where the project stands: as its request, but synced when a refused or expired update left the job as it was, and never
 * sent once it was untied from its job.
 */
export const projectStatus = (record: Pick<ProjectRecord, 'request' | 'synced'> | null): ProjectStatus => {
  if (record === null) return 'not_sent';
  const { status, kind } = record.request;
  const leftAsItWas = status === 'rejected' || status === 'retrieved' || status === 'expired';
  if (record.synced === null && (status === 'synced' || (leftAsItWas && kind === 'update'))) return 'not_sent';
  return leftAsItWas && record.synced !== null ? 'synced' : status;
};

/** Facts of a moment: what happened, when, through whom, and what the audit event should say besides. */
export interface Happening {
  readonly event: EventName;
  readonly at: Date;
  readonly by: Person | null;
  readonly details: AuditEvent['details'];
}

/** The audit event that follows `last`. */
export const nextEvent = (
  last: AuditEvent | null,
  request: Request,
  { event, at, by, details }: Omit<Happening, 'event'> & { readonly event: EventName | typeof ERASE },
): AuditEvent =>
  seal({
    sequence: (last?.sequence ?? 0) + 1,
    request_id: request.id,
    name: event,
    at: at.toISOString(),
    by,
    status: request.status,
    details,
    previous_hash: last?.hash ?? GENESIS,
  });

/** What a caller in the wrong state is told about the right one. */
export const stateOf = ({ request: { id, status, decision } }: ClosedRequest): Record<string, unknown> => ({
  request: { id, status, decision },
});

/**
 * Lets `happening` happen to the record's request: moves the status by the transition table, applies `changes` and
 * appends the audit event. The caller writes the result under the condition that the version is still the one read.
 * @throws {DomainError} `wrong_state` when the table does not allow it.
 */
export const advance = (record: ProjectRecord, happening: Happening, changes: Partial<Request> = {}): ProjectRecord => {
  const { event } = happening;
  const { to } = transitions[event];
  if (!allows(event, record.request.status)) {
    throw new DomainError(
      'wrong_state',
      `This cannot be done while the request is ${record.request.status.replaceAll('_', ' ')}.`,
      {
        extra: stateOf(record),
      },
    );
  }
  const next: Request = { ...record.request, ...changes, status: to === 'same' ? record.request.status : to };
  const events = [...record.events, nextEvent(record.events.at(-1) ?? null, next, happening)];
  return settleDue({ ...record, version: record.version + 1, request: next, events }, happening.at);
};

/** The record with the moment at which the sweeper must look at it again. */
export const settleDue = (record: ProjectRecord, now: Date): ProjectRecord => ({
  ...record,
  due_at: dueAt(record, now)?.toISOString() ?? null,
});
