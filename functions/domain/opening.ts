import { addDuration } from '#domain/calendar.ts';
import { DomainError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import type { Person } from '#domain/person.ts';
import { USUAL_REMINDERS } from '#domain/policy.ts';
import {
  nextEvent,
  projectStatus,
  settleDue,
  stateOf,
  type Happening,
  type ProjectRecord,
} from '#domain/project-record.ts';
import { publishedBefore } from '#domain/publishing.ts';
import { isOpen, requestId, type Request } from '#domain/request.ts';
import { allows, transitions } from '#domain/transitions.ts';

/** Repeats of older keys are new requests: Stripe's and the IETF draft's keys live a day; fifty cover any UI's retries. */
const KEYS_KEPT = 50;

/** What a project is when it comes in, checked and hashed. */
export interface Incoming {
  readonly companyId: number;
  readonly projectId: number;
  readonly projectName: string;
  /** For a job that does not exist yet. */
  readonly suggestedJobId: string;
  readonly totalValue: number | null;
  readonly integration: Integration;
  readonly sender: Person;
  readonly at: Date;
  readonly snapshotSha256: string;
  readonly note: string | null;
  readonly ignoredFields: readonly string[];
  /** Programs are told of the project's events. */
  readonly publishesEvents: boolean;
}

/** What a sender sends. */
export interface Sent extends Incoming {
  readonly idempotencyKey: string;
  readonly bodySha256: string;
}

/** When what is sent now expires, and who is reminded or told of it before: by the policy of today, whatever becomes of it later. */
const timetable = (
  { policy }: Integration,
  at: Date,
): Pick<Request, 'expires_at' | 'reminder_times' | 'escalation'> => {
  const after = (duration: string): string => addDuration(at, duration, policy.calendar).toISOString();
  const { escalation, reminder_after: reminders = USUAL_REMINDERS } = policy;
  const expiresAt = after(policy.approval_window);
  return {
    expires_at: expiresAt,
    reminder_times: reminders
      .map(after)
      .filter((time) => time < expiresAt)
      .sort(),
    escalation: escalation && { to: escalation.to, at: after(escalation.after) },
  };
};

/** The project's next request, waiting for its decision. */
export const nextRequest = (before: ProjectRecord | null, incoming: Incoming): Request => {
  const { integration, at } = incoming;
  const number = (before?.request.number ?? 0) + 1;
  return {
    id: requestId(incoming.projectId, number),
    company_id: incoming.companyId,
    project_id: incoming.projectId,
    number,
    project_name: incoming.projectName,
    suggested_job_id: before?.synced?.job_id ?? incoming.suggestedJobId,
    kind: before?.synced ? 'update' : 'create',
    integration: { id: integration.id, erp: integration.erp, name: integration.name },
    status: before?.synced ? 'ready_to_update' : 'ready_to_export',
    sender: incoming.sender,
    sent_at: at.toISOString(),
    snapshot_sha256: incoming.snapshotSha256,
    total_value: incoming.totalValue,
    note: incoming.note,
    ignored_fields: [...incoming.ignoredFields],
    approvers: integration.approvers,
    ...timetable(integration, at),
    accepted_by: [],
    decision: null,
    exports: [],
    paused_until: null,
    held_by_operators: false,
    held_last_at: null,
    case_opened_at: null,
    link_epoch: 0,
    run: 1,
  };
};

/** The project's record once `request` is its latest one. */
export const openedRecord = (
  before: ProjectRecord | null,
  request: Request,
  happening: Happening,
  { publishesEvents }: Incoming,
): ProjectRecord =>
  settleDue(
    {
      company_id: request.company_id,
      project_id: request.project_id,
      version: (before?.version ?? 0) + 1,
      request,
      synced: before?.synced ?? null,
      events: [nextEvent(before?.events.at(-1) ?? null, request, happening)],
      honoured_keys: before?.honoured_keys ?? [],
      task_token: null,
      mailed: [],
      told_up_to: null,
      published_up_to: publishesEvents ? publishedBefore(before) : null,
      generation: before?.generation ?? 0,
      last_generation: before?.last_generation ?? 0,
      due_at: null,
    },
    happening.at,
  );

/** @throws {DomainError} `open_request_exists` naming it: product.md, rule 1. */
export const requireNoneOpen = (before: ProjectRecord | null): void => {
  if (before === null || !isOpen(before.request)) return;
  throw new DomainError('open_request_exists', `Request ${before.request.id} of this project is still open.`, {
    extra: stateOf(before),
  });
};

/**
 * Opens a request: the first of the project when `before` is null, else the next.
 * @throws {DomainError} `open_request_exists` naming the open one; `synced_elsewhere` when the job belongs to another integration.
 */
export const send = (before: ProjectRecord | null, sent: Sent): ProjectRecord => {
  requireNoneOpen(before);
  const { integration, sender, at, snapshotSha256, note } = sent;
  if (before?.synced && before.synced.integration_id !== integration.id) {
    const message = `This project is job ${before.synced.job_id} of the integration ${before.synced.integration_id}, not of ${integration.id}.`;
    throw new DomainError('synced_elsewhere', message, { extra: stateOf(before) });
  }
  const event = before?.synced ? 'resend' : 'send';
  if (!allows(event, projectStatus(before))) throw new Error(`The table does not let ${event} happen.`);
  const request: Request = { ...nextRequest(before, sent), status: transitions[event].to };
  const details = { via: 'api', snapshot_sha256: snapshotSha256, note, integration: integration.id };
  const opened = openedRecord(before, request, { event, at, by: sender, details }, sent);
  const honoured = {
    key: sent.idempotencyKey,
    body_sha256: sent.bodySha256,
    request_id: request.id,
    at: at.toISOString(),
  };
  return { ...opened, honoured_keys: [...opened.honoured_keys, honoured].slice(-KEYS_KEPT) };
};
