import { DomainError } from '#domain/errors.ts';
import { nextMailAt } from '#domain/mail-times.ts';
import { nextRequest, openedRecord, requireNoneOpen, type Incoming } from '#domain/opening.ts';
import type { Person } from '#domain/person.ts';
import {
  nextEvent,
  projectStatus,
  settleDue,
  stateOf,
  type ProjectRecord,
  type Synced,
} from '#domain/project-record.ts';
import { NOTHING_SAID } from '#domain/attempts.ts';
import { receipt, type Receipt, type Request } from '#domain/request.ts';
import { allows, transitions } from '#domain/transitions.ts';

/** Ties concern nobody by mail. */
const toldByNobody = (record: ProjectRecord, at: Date): ProjectRecord => ({
  ...record,
  told_up_to: { sequence: record.events.at(-1)?.sequence ?? 0, at: at.toISOString(), asks_at: null },
});

/** What an administrator ties a project to. */
export interface Linked extends Incoming {
  /** The job as the ERP knows it, or as the administrator says where the ERP cannot be asked. */
  readonly job: Receipt;
  readonly isConfirmedByErp: boolean;
  /** Under which external id of this very project the ERP knows the job; null for a job that people made. */
  readonly ownExternalId: string | null;
}

/** The generation that an external id of this project holds. */
const generationOf = (externalId: string): number => Number(externalId.split('-')[2] ?? 0);

/** A job of this project keeps its external id; any other one gets a fresh id, under which no earlier job is found. */
const generationsAfter = (before: ProjectRecord | null, ownExternalId: string | null) => {
  const { last_generation: last } = before ?? { last_generation: 0 };
  const generation = ownExternalId !== null ? generationOf(ownExternalId) : before === null ? 0 : last + 1;
  return { generation, last_generation: Math.max(last, generation) };
};

const exportedAs = (job: Receipt): Request['exports'] => [
  { ...NOTHING_SAID, attempt: 1, started_at: job.at, ended_at: job.at, outcome: 'synced', receipt: job },
];

/**
 * Ties a project to a job that the ERP has already. It counts as a request that was synced at once, so that later sendings
 * are updates and show what has changed since.
 * @throws {DomainError} `open_request_exists`; `wrong_state` when the project has a job.
 */
export const link = (before: ProjectRecord | null, linked: Linked): ProjectRecord => {
  requireNoneOpen(before);
  const { job, integration, at, sender, snapshotSha256, isConfirmedByErp } = linked;
  if (before !== null && !allows('link', projectStatus(before))) {
    throw new DomainError('wrong_state', 'The project has a job. Unlink it first.', { extra: stateOf(before) });
  }
  const request: Request = {
    ...nextRequest(before, linked),
    kind: 'link',
    status: transitions.link.to,
    approvers: [],
    expires_at: at.toISOString(),
    reminder_times: [],
    escalation: null,
    exports: exportedAs(job),
  };
  const details = {
    via: 'api',
    job_id: job.job_id,
    erp_id: job.erp_id,
    confirmed_by_erp: isConfirmedByErp,
    snapshot_sha256: snapshotSha256,
    integration: integration.id,
  };
  const synced: Synced = {
    ...job,
    snapshot_sha256: snapshotSha256,
    request_id: request.id,
    integration_id: integration.id,
  };
  const opened = openedRecord(before, request, { event: 'link', at, by: sender, details }, linked);
  return settleDue(toldByNobody({ ...opened, ...generationsAfter(before, linked.ownExternalId), synced }, at), at);
};

/** Who unties a project, why and when. */
export interface Untying {
  /** Null for an operator of the service, who is no person of the company's directory. */
  readonly by: Person | null;
  readonly operator?: string;
  readonly reason: string;
  readonly at: Date;
}

/**
 * Unties a project from its job, which stays in the ERP as it is. After `unlink`, the next export finds the same job again by
 * its external id; after `reset` it makes a new one.
 * @throws {DomainError} `wrong_state` unless the project is synced and nothing is open.
 */
export const untie = (
  record: ProjectRecord,
  event: 'unlink' | 'reset',
  { by, operator, reason, at }: Untying,
): { readonly next: ProjectRecord; readonly job: Receipt } => {
  const { synced, request } = record;
  if (synced === null || !allows(event, projectStatus(record))) {
    throw new DomainError('wrong_state', 'The project has no job, or a request of it is open.', {
      extra: stateOf(record),
    });
  }
  const last_generation = record.last_generation + (event === 'reset' ? 1 : 0);
  const generation = event === 'reset' ? last_generation : record.generation;
  const through = operator === undefined ? { via: 'api' } : { via: 'operator', operator };
  const details = { ...through, reason, job_id: synced.job_id, erp_id: synced.erp_id, generation };
  const untied = nextEvent(record.events.at(-1) ?? null, request, { event, at, by, details });
  const events = [...record.events, untied];
  const next = { ...record, version: record.version + 1, synced: null, generation, last_generation, events };
  // What people are still to be told about the request is not forgotten.
  const owesMail = nextMailAt(record) !== null;
  return { next: settleDue(owesMail ? next : toldByNobody(next, at), at), job: receipt.parse(synced) };
};
