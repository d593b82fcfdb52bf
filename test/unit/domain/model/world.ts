import { DomainError } from '#domain/errors.ts';
import { beginExport, endExport, giveUp, type ExportOutcome } from '#domain/exporting.ts';
import { accept, expire, heard, mailed, nextRun, reject, retrieve, retry, send, windowIsOver } from '#domain/life.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import { awaitsDecision, isOpen } from '#domain/request.ts';
import { anApprover, aPerson, aSent, NOON } from '#test/support/records.ts';

/** Two versions of the project, by the hash of their snapshot. */
export const SNAPSHOTS = ['a'.repeat(64), 'b'.repeat(64)] as const;

/** How long approvers have, in seconds. */
export const WINDOW = 14 * 24 * 60 * 60;

export const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

/** What the actor of a step chooses: the version sent or shown on the approver's page, and how an export ends. */
export interface Choice {
  readonly snapshot: string;
  readonly outcome: ExportOutcome['outcome'];
}

/** One project and all that is kept about it. `shown` is the snapshot that the last decider had seen. */
export interface World {
  readonly now: Date;
  readonly record: ProjectRecord | null;
  readonly closed: readonly ClosedRequest[];
  readonly shown: string | null;
}

export const emptyWorld: World = { now: NOON, record: null, closed: [], shown: null };

export type Step = (record: ProjectRecord | null, at: Date, choice: Choice) => ProjectRecord;

const approver = { by: anApprover(), via: 'link' } as const;

/** A step that needs a record in which `may` holds: the guards that the use cases put before the domain. */
const on =
  (
    step: (record: ProjectRecord, at: Date, choice: Choice) => ProjectRecord,
    may: (record: ProjectRecord, at: Date) => boolean = () => true,
  ): Step =>
  (record, at, choice) => {
    if (record === null) throw new DomainError('not_found', 'Nothing was sent.');
    if (!may(record, at)) throw new DomainError('wrong_state', 'Not now.');
    return step(record, at, choice);
  };

const requireSeen = (record: ProjectRecord, { snapshot }: Choice): void => {
  if (snapshot !== record.request.snapshot_sha256) throw new DomainError('stale_snapshot', 'Look again.');
};

const outcomeOf = ({ outcome }: Choice, at: Date): ExportOutcome => {
  switch (outcome) {
    case 'synced':
      return { outcome, receipt: { job_id: 'P-042', erp_id: '7', url: null, at: at.toISOString() } };
    case 'refused':
      return { outcome, message: 'The job number is taken.', field: 'fields.job_id' };
    case 'unavailable':
    case 'unknown':
      return { outcome, message: 'No answer.' };
  }
};

/** Everything that can happen to a project, as the use cases do it. */
export const steps = {
  send: (record, at, { snapshot }) =>
    send(
      record,
      aSent({
        at,
        snapshotSha256: snapshot,
        expiresAt: later(at, WINDOW),
        idempotencyKey: at.toISOString(),
      }),
    ),
  retrieve: on((record, at) => retrieve(record, aPerson(), at)),
  accept: on((record, at, choice) => {
    requireSeen(record, choice);
    return accept(record, { ...approver, at }, { job_id: 'P-042' });
  }),
  reject: on((record, at, choice) => {
    requireSeen(record, choice);
    return reject(record, { ...approver, at }, 'The cost codes are last year’s.');
  }),
  expire: on(expire, windowIsOver),
  begin_export: on(beginExport),
  end_export: on((record, at, choice) => endExport(record, outcomeOf(choice, at), at)),
  give_up: on(giveUp),
  retry: on((record, at) => retry(record, { ...approver, at }, { job_id: 'P-043' })),
  next_run: on(nextRun, ({ request }) => isOpen(request)),
  heard: on(
    (record, at) => heard(record, `token of run ${record.request.run}`, at),
    ({ request }) => awaitsDecision(request),
  ),
  mailed: on(
    (record) => mailed(record, [anApprover().id]),
    ({ request }) => awaitsDecision(request),
  ),
} as const satisfies Record<string, Step>;

export type StepName = keyof typeof steps;
export type Steps = Readonly<Record<StepName, Step>>;

/** The world a second later, in which the step has happened; null when it was refused, which changes nothing but the time. */
export const take = (world: World, using: Steps, name: StepName, choice: Choice): World | null => {
  const now = later(world.now, 1);
  const before = world.record;
  try {
    const record = using[name](before, now, choice);
    return {
      now,
      record,
      closed:
        before !== null && name === 'send'
          ? [...world.closed, { request: before.request, events: before.events }]
          : world.closed,
      shown: name === 'accept' || name === 'reject' ? choice.snapshot : world.shown,
    };
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
};
