import type { AcceptedFields } from '#domain/accept-fields.ts';
import { patienceWith } from '#domain/due.ts';
import { DomainError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import type { Person } from '#domain/person.ts';
import {
  advance,
  nextEvent,
  projectStatus,
  settleDue,
  stateOf,
  type Happening,
  type ProjectRecord,
} from '#domain/project-record.ts';
import { isOpen, requestId, type Decision, type Door, type Request } from '#domain/request.ts';
import { allows, transitions } from '#domain/transitions.ts';

/** Repeats of older keys are new requests: Stripe's and the IETF draft's keys live a day; fifty cover any UI's retries. */
const KEYS_KEPT = 50;

/** What a sender sends, checked and hashed. */
export interface Sent {
  readonly companyId: number;
  readonly projectId: number;
  readonly projectName: string;
  /** For a job that does not exist yet. */
  readonly suggestedJobId: string;
  readonly integration: Integration;
  readonly sender: Person;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly snapshotSha256: string;
  readonly note: string | null;
  readonly ignoredFields: readonly string[];
  readonly idempotencyKey: string;
  readonly bodySha256: string;
}

/**
 * Opens a request: the first of the project when `before` is null, else the next.
 * @throws {DomainError} `open_request_exists` naming the open one; `synced_elsewhere` when the job belongs to another integration.
 */
export const send = (before: ProjectRecord | null, sent: Sent): ProjectRecord => {
  const event = before?.synced ? 'resend' : 'send';
  if (before !== null && !allows(event, projectStatus(before))) {
    throw new DomainError('open_request_exists', `Request ${before.request.id} of this project is still open.`, {
      extra: stateOf(before),
    });
  }
  const { integration } = sent;
  if (before?.synced && before.synced.integration_id !== integration.id) {
    const message = `This project is job ${before.synced.job_id} of the integration ${before.synced.integration_id}, not of ${integration.id}.`;
    throw new DomainError('synced_elsewhere', message, { extra: stateOf(before) });
  }
  const number = (before?.request.number ?? 0) + 1;
  const id = requestId(sent.projectId, number);
  const opened: Request = {
    id,
    company_id: sent.companyId,
    project_id: sent.projectId,
    number,
    project_name: sent.projectName,
    suggested_job_id: before?.synced?.job_id ?? sent.suggestedJobId,
    kind: before?.synced ? 'update' : 'create',
    integration: { id: integration.id, erp: integration.erp, name: integration.name },
    status: transitions[event].to,
    sender: sent.sender,
    sent_at: sent.at.toISOString(),
    snapshot_sha256: sent.snapshotSha256,
    note: sent.note,
    ignored_fields: [...sent.ignoredFields],
    approvers: integration.approvers,
    expires_at: sent.expiresAt.toISOString(),
    decision: null,
    exports: [],
    link_epoch: 0,
    run: 1,
  };
  const happening: Happening = {
    event,
    at: sent.at,
    by: sent.sender,
    details: { snapshot_sha256: sent.snapshotSha256, note: sent.note, integration: integration.id },
  };
  const honoured = {
    key: sent.idempotencyKey,
    body_sha256: sent.bodySha256,
    request_id: id,
    at: sent.at.toISOString(),
  };
  return settleDue(
    {
      company_id: sent.companyId,
      project_id: sent.projectId,
      version: (before?.version ?? 0) + 1,
      request: opened,
      synced: before?.synced ?? null,
      events: [nextEvent(before?.events.at(-1) ?? null, opened, happening)],
      honoured_keys: [...(before?.honoured_keys ?? []), honoured].slice(-KEYS_KEPT),
      task_token: null,
      mailed: [],
      due_at: null,
    },
    sent.at,
  );
};

/** Who acts, through which door, when. */
export interface Acting {
  readonly by: Person;
  readonly via: Door;
  readonly at: Date;
}

const decided = ({ by, via, at }: Acting, rest: Pick<Decision, 'kind' | 'fields' | 'reason'>): Decision => ({
  ...rest,
  by,
  via,
  at: at.toISOString(),
});

/** The approver accepts: the export may begin. */
export const accept = (record: ProjectRecord, acting: Acting, fields: AcceptedFields): ProjectRecord => {
  const decision = decided(acting, { kind: 'accept', fields, reason: null });
  const details = { via: acting.via, fields, snapshot_sha256: record.request.snapshot_sha256 };
  return advance(record, { event: 'accept', at: acting.at, by: acting.by, details }, { decision });
};

/** The approver sends the request back. The reason stays on the project. */
export const reject = (record: ProjectRecord, acting: Acting, reason: string): ProjectRecord => {
  const decision = decided(acting, { kind: 'reject', fields: {}, reason });
  const details = { via: acting.via, reason, snapshot_sha256: record.request.snapshot_sha256 };
  return advance(record, { event: 'reject', at: acting.at, by: acting.by, details }, { decision });
};

/** The approver has a failed export tried again, with corrected fields. A new execution serves it: the old one has ended. */
export const retry = (record: ProjectRecord, acting: Acting, fields: AcceptedFields): ProjectRecord => {
  const decision = decided(acting, { kind: 'accept', fields, reason: null });
  const details = { via: acting.via, fields, snapshot_sha256: record.request.snapshot_sha256 };
  const changes = { decision, run: record.request.run + 1 };
  return { ...advance(record, { event: 'retry', at: acting.at, by: acting.by, details }, changes), task_token: null };
};

/** The sender takes the request back before anyone decided. */
export const retrieve = (record: ProjectRecord, by: Person, at: Date): ProjectRecord =>
  advance(record, { event: 'retrieve', at, by, details: {} });

/** The approval window is over. */
export const expire = (record: ProjectRecord, at: Date): ProjectRecord =>
  advance(record, { event: 'expire', at, by: null, details: { expires_at: record.request.expires_at } });

/** True when nobody decided in time and nobody has written so yet. */
export const windowIsOver = ({ request }: Pick<ProjectRecord, 'request'>, now: Date): boolean =>
  now.getTime() >= Date.parse(request.expires_at);

/** The workflow's execution cannot be used any more: the next one gets the next number. Nothing happened to the request itself. */
export const nextRun = (record: ProjectRecord, now: Date): ProjectRecord => {
  if (!isOpen(record.request)) return record;
  const request = { ...record.request, run: record.request.run + 1 };
  const next = settleDue({ ...record, version: record.version + 1, request, task_token: null }, now);
  if (next.due_at === null) return next;
  return { ...next, due_at: new Date(now.getTime() + patienceWith(record.request) * 1000).toISOString() };
};

/** The workflow waits for the decision and left the token that wakes it. */
export const heard = (record: ProjectRecord, taskToken: string, now: Date): ProjectRecord =>
  settleDue({ ...record, version: record.version + 1, task_token: taskToken }, now);

/** An approver's mail is on its way. */
export const mailed = (record: ProjectRecord, personIds: readonly string[]): ProjectRecord => ({
  ...record,
  version: record.version + 1,
  mailed: [...new Set([...record.mailed, ...personIds])],
});
