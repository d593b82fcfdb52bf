import { sha256Of } from '#domain/canonical.ts';
import { giveUp } from '#domain/exporting.ts';
import { accept, send } from '#domain/life.ts';
import { settleDue, type ProjectRecord } from '#domain/project-record.ts';
import type { Request, RequestStatus } from '#domain/request.ts';
import { anApprover, aSent } from '#test/support/records.ts';
import type { Invariant } from './invariants.ts';
import { SNAPSHOTS, steps, type Step, type StepName } from './world.ts';

/** A deliberate mistake in one step, and the invariant that must notice it. */
export interface Mutation {
  readonly mistake: string;
  readonly breaks: Invariant;
  readonly step: StepName;
  readonly wrong: Step;
}

const withRequest = (record: ProjectRecord, change: Partial<Request>): ProjectRecord => ({
  ...record,
  request: { ...record.request, ...change },
});

/** The step, as if the transition table let it happen in `more` statuses too: they are passed off as `allowed`. */
const alsoFrom =
  (step: Step, allowed: RequestStatus, ...more: readonly RequestStatus[]): Step =>
  (record, at, choice) =>
    step(
      record && more.includes(record.request.status) ? withRequest(record, { status: allowed }) : record,
      at,
      choice,
    );

/** The step, with something done to its result. */
const thenAlso =
  (step: Step, change: (after: ProjectRecord, before: ProjectRecord | null) => ProjectRecord): Step =>
  (record, at, choice) =>
    change(step(record, at, choice), record);

const job = {
  job_id: 'J',
  erp_id: '1',
  url: null,
  at: '2026-11-23T12:00:00.000Z',
  request_id: '42-1',
  integration_id: 'main',
  snapshot_sha256: 'c',
};

export const mutations: readonly Mutation[] = [
  {
    mistake: 'a send does not look for an open request',
    breaks: 'one open request per project',
    step: 'send',
    wrong: (record, at, choice) => steps.send(record && withRequest(record, { status: 'rejected' }), at, choice),
  },
  {
    mistake: 'the table lets a reject happen after the end',
    breaks: 'no decision without an open request',
    step: 'reject',
    wrong: alsoFrom(steps.reject, 'ready_to_export', 'retrieved', 'synced', 'expired'),
  },
  {
    mistake: 'an accept skips the hash check',
    breaks: 'no decision on data that was not shown',
    step: 'accept',
    wrong: (record, at) => {
      if (record === null) return steps.accept(record, at, { snapshot: SNAPSHOTS[0], outcome: 'synced' });
      return accept(record, { by: anApprover(), via: 'api', at }, {});
    },
  },
  {
    mistake: 'the table lets an export begin before the accept',
    breaks: 'no export without an accept of the same snapshot',
    step: 'begin_export',
    wrong: alsoFrom(steps.begin_export, 'exporting', 'ready_to_export', 'ready_to_update'),
  },
  {
    mistake: 'what is exported is swapped after the accept',
    breaks: 'no export without an accept of the same snapshot',
    step: 'begin_export',
    wrong: thenAlso(steps.begin_export, (after) => withRequest(after, { snapshot_sha256: 'c'.repeat(64) })),
  },
  {
    mistake: 'leaving a token is not counted as a write',
    breaks: 'the version rises by one',
    step: 'heard',
    wrong: thenAlso(steps.heard, (after, before) => ({ ...after, version: before?.version ?? 1 })),
  },
  {
    mistake: 'a second sending takes the number of the first',
    breaks: 'the number of the request rises by one',
    step: 'send',
    wrong: (record, at, { snapshot }) =>
      send(
        record && withRequest(record, { number: record.request.number - 1 }),
        aSent({ at, snapshotSha256: snapshot }),
      ),
  },
  {
    mistake: 'an event is changed after it was sealed',
    breaks: 'the audit chain holds across requests',
    step: 'reject',
    wrong: thenAlso(steps.reject, (after) => ({
      ...after,
      events: after.events.with(-1, { ...lastEvent(after), by: null }),
    })),
  },
  {
    mistake: 'a second request begins a chain of its own',
    breaks: 'the audit chain holds across requests',
    step: 'send',
    wrong: (record, at, choice) => steps.send(record && { ...record, events: [] }, at, choice),
  },
  {
    mistake: 'each request numbers its events from one',
    breaks: 'the events are numbered without a gap',
    step: 'send',
    wrong: thenAlso(steps.send, (after) => ({
      ...after,
      events: after.events.map((event) => ({ ...event, sequence: 1 })),
    })),
  },
  {
    mistake: 'a retry drops the events of the failure, and seals the rest anew',
    breaks: 'the audit chain only grows',
    step: 'retry',
    wrong: thenAlso(steps.retry, (after) => {
      const { hash: _, ...content } = lastEvent(after);
      const forged = { ...content, previous_hash: after.events[0]?.hash ?? '' };
      return { ...after, events: [...after.events.slice(0, 1), { ...forged, hash: sha256Of(forged) }] };
    }),
  },
  {
    mistake: 'an expiry is written without an event',
    breaks: 'the events explain the status',
    step: 'expire',
    wrong: thenAlso(steps.expire, (after, before) => ({ ...after, events: before?.events ?? [] })),
  },
  {
    mistake: 'the table lets an accept happen after a failure',
    breaks: 'the events explain the status',
    step: 'accept',
    wrong: alsoFrom(steps.accept, 'ready_to_export', 'failed_to_export'),
  },
  {
    mistake: 'a closed request gets another run',
    breaks: 'what is over stays as it is',
    step: 'next_run',
    wrong: (record, at, choice) =>
      record === null
        ? steps.next_run(record, at, choice)
        : { ...withRequest(record, { run: record.request.run + 1 }), version: record.version + 1 },
  },
  {
    mistake: 'a failed update forgets the job',
    breaks: 'a synced project stays synced',
    step: 'end_export',
    wrong: thenAlso(steps.end_export, (after) =>
      after.request.status === 'synced' ? after : { ...after, synced: null },
    ),
  },
  {
    mistake: 'a project counts as synced from the accept on',
    breaks: 'only a confirmed export changes what is synced',
    step: 'accept',
    wrong: thenAlso(steps.accept, (after) => ({ ...after, synced: job })),
  },
  {
    mistake: 'the job is said to be made from other data than were exported',
    breaks: 'only a confirmed export changes what is synced',
    step: 'end_export',
    wrong: thenAlso(steps.end_export, (after) =>
      after.synced ? { ...after, synced: { ...after.synced, snapshot_sha256: 'c' } } : after,
    ),
  },
  {
    mistake: 'nobody looks after a retried export',
    breaks: 'a timer exactly where something must happen by itself',
    step: 'retry',
    wrong: thenAlso(steps.retry, (after) => ({ ...after, due_at: null })),
  },
  {
    mistake: 'the timer of a retrieved request is left running',
    breaks: 'a timer exactly where something must happen by itself',
    step: 'retrieve',
    wrong: thenAlso(steps.retrieve, (after, before) => ({ ...after, due_at: before?.due_at ?? null })),
  },
  {
    mistake: 'silence counts as failure',
    breaks: 'no failure while the outcome is unknown',
    step: 'give_up',
    wrong: (record, at, choice) => {
      if (record === null) return steps.give_up(record, at, choice);
      const { exports } = record.request;
      return settleDue(withRequest(giveUp(withRequest(record, { exports: [] }), at), { exports }), at);
    },
  },
];

function lastEvent({ events }: ProjectRecord): ProjectRecord['events'][number] {
  const event = events.at(-1);
  if (event === undefined) throw new Error('A record has at least one event.');
  return event;
}
