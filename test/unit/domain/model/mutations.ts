import { sha256Of } from '#domain/canonical.ts';
import { giveUp } from '#domain/exporting.ts';
import { accept, type Acting } from '#domain/life.ts';
import { send } from '#domain/opening.ts';
import { settleDue, type ProjectRecord } from '#domain/project-record.ts';
import { awaitsDecision, type Request, type RequestStatus } from '#domain/request.ts';
import { aSent } from '#test/support/records.ts';
import { integrations, personBehind, whoIs } from './company.ts';
import type { Invariant } from './invariants.ts';
import { actingOf, steps, type Step, type StepName, type Turn } from './world.ts';

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
  (record, at, turn) =>
    step(record && more.includes(record.request.status) ? withRequest(record, { status: allowed }) : record, at, turn);

/** The step, with something done to its result. */
const thenAlso =
  (step: Step, change: (after: ProjectRecord, before: ProjectRecord | null) => ProjectRecord): Step =>
  (record, at, turn) =>
    change(step(record, at, turn), record);

/** The step, as if something else stood in the request: what it really is stands there again afterwards. */
const asIf =
  (step: Step, pretended: (request: Request) => Partial<Request>, kept: (request: Request) => Partial<Request>): Step =>
  (record, at, turn) => {
    if (record === null) return step(record, at, turn);
    return withRequest(step(withRequest(record, pretended(record.request)), at, turn), kept(record.request));
  };

/** The mailer, as if something else stood in the request that waits. */
const mailAsIf =
  (pretended: Partial<Request>): Step =>
  (record, at, turn) => {
    if (record === null || !awaitsDecision(record.request)) return steps.mail(record, at, turn);
    return { ...steps.mail(withRequest(record, pretended), at, turn), request: record.request };
  };

const STRANGER = { id: 'nobody', name: 'Nobody', email: 'nobody@example.com' };

/** An accept that counts as the last one as soon as `isLast` says so. */
const acceptWhere =
  (isLast: (record: ProjectRecord, acting: Acting, turn: Turn) => boolean): Step =>
  (record, at, turn) => {
    const after = steps.accept(record, at, turn);
    if (record === null || after.request.status === 'exporting') return after;
    const acting = actingOf(record, at, turn);
    return isLast(record, acting, turn) ? accept(record, acting, {}) : after;
  };

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
    wrong: (record, at, turn) => steps.send(record && withRequest(record, { status: 'rejected' }), at, turn),
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
    wrong: (record, at, turn) =>
      steps.accept(record, at, { ...turn, snapshot: record?.request.snapshot_sha256 ?? turn.snapshot }),
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
    wrong: (record, at, { snapshot, company }) =>
      send(
        record && withRequest(record, { number: record.request.number - 1 }),
        aSent({ at, snapshotSha256: snapshot, integration: integrations[company] }),
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
    wrong: (record, at, turn) => steps.send(record && { ...record, events: [] }, at, turn),
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
    wrong: (record, at, turn) =>
      record === null
        ? steps.next_run(record, at, turn)
        : { ...withRequest(record, { run: record.request.run + 1 }), version: record.version + 1 },
  },
  {
    mistake: 'a failed update forgets the job',
    breaks: 'a synced project stays synced unless it is untied',
    step: 'end_export',
    wrong: thenAlso(steps.end_export, (after) =>
      after.request.status === 'synced' ? after : { ...after, synced: null },
    ),
  },
  {
    mistake: 'a project counts as synced from the accept on',
    breaks: 'only a confirmed export, a link or an untying changes what is synced',
    step: 'accept',
    wrong: thenAlso(steps.accept, (after) => ({ ...after, synced: job })),
  },
  {
    mistake: 'the job is said to be made from other data than were exported',
    breaks: 'only a confirmed export, a link or an untying changes what is synced',
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
    mistake: 'the clock is not looked at when somebody accepts',
    breaks: 'no first decision after the window',
    step: 'accept',
    wrong: asIf(
      steps.accept,
      () => ({ expires_at: '2099-12-31T00:00:00.000Z' }),
      ({ expires_at }) => ({ expires_at }),
    ),
  },
  {
    mistake: 'the clock is not looked at when somebody rejects',
    breaks: 'no first decision after the window',
    step: 'reject',
    wrong: asIf(
      steps.reject,
      () => ({ expires_at: '2099-12-31T00:00:00.000Z' }),
      ({ expires_at }) => ({ expires_at }),
    ),
  },
  {
    mistake: 'one accept is enough, whatever the policy says',
    breaks: 'an export begins only after enough different people have accepted',
    step: 'accept',
    wrong: acceptWhere(() => true),
  },
  {
    mistake: 'accounts are counted, and not people',
    breaks: 'an export begins only after enough different people have accepted',
    step: 'accept',
    wrong: (record, at, turn) => {
      const earlier = record?.request.accepted_by.flatMap(({ by }) => whoIs(by.id) ?? []) ?? [];
      const isOtherAccount = !earlier.includes(turn.who) && earlier.map(personBehind).includes(personBehind(turn.who));
      return record !== null && isOtherAccount
        ? accept(record, actingOf(record, at, turn), {})
        : steps.accept(record, at, turn);
    },
  },
  {
    mistake: 'somebody who accepts again is counted again',
    breaks: 'an export begins only after enough different people have accepted',
    step: 'accept',
    wrong: (record, at, turn) => {
      if (record === null) return steps.accept(record, at, turn);
      const { accepted_by } = record.request;
      const isAgain = accepted_by.some(({ by }) => whoIs(by.id) === turn.who);
      return isAgain ? accept(record, actingOf(record, at, turn), {}) : steps.accept(record, at, turn);
    },
  },
  {
    mistake: 'a deputy counts for the one who is away, and once more',
    breaks: 'an export begins only after enough different people have accepted',
    step: 'accept',
    wrong: acceptWhere((_, { onBehalfOf }, { company }) => company === 'two' && onBehalfOf.length > 0),
  },
  {
    mistake: 'four eyes compares ids, and not people',
    breaks: 'whoever sent a request does not decide on it',
    step: 'accept',
    wrong: asIf(
      steps.accept,
      ({ sender }) => ({ sender: { ...sender, email: STRANGER.email } }),
      ({ sender }) => ({ sender }),
    ),
  },
  {
    mistake: 'four eyes is forgotten at the door of the retry',
    breaks: 'whoever sent a request does not decide on it',
    step: 'retry',
    wrong: asIf(
      steps.retry,
      () => ({ sender: STRANGER }),
      ({ sender }) => ({ sender }),
    ),
  },
  {
    mistake: 'people are reminded who have accepted',
    breaks: 'nobody is asked who has accepted, or who sent the request',
    step: 'mail',
    wrong: mailAsIf({ accepted_by: [] }),
  },
  {
    mistake: 'the sender is asked in place of an approver who is away',
    breaks: 'nobody is asked who has accepted, or who sent the request',
    step: 'mail',
    wrong: mailAsIf({ sender: STRANGER }),
  },
  {
    mistake: 'a failed export unties the project',
    breaks: 'a synced project stays synced unless it is untied',
    step: 'give_up',
    wrong: thenAlso(steps.give_up, (after) => ({ ...after, synced: null })),
  },
  {
    mistake: 'a project is untied while an update of its job waits',
    breaks: 'the events explain the status',
    step: 'unlink',
    wrong: alsoFrom(steps.unlink, 'synced', 'ready_to_update'),
  },
  {
    mistake: 'an unlink keeps the job',
    breaks: 'an untied project has no job and counts as never sent',
    step: 'unlink',
    wrong: thenAlso(steps.unlink, (after, before) => ({ ...after, synced: before?.synced ?? null })),
  },
  {
    mistake: 'a project is untied without a word in the audit chain',
    breaks: 'only a confirmed export, a link or an untying changes what is synced',
    step: 'reset',
    wrong: thenAlso(steps.reset, (after, before) => ({ ...after, events: before?.events ?? [] })),
  },
  {
    mistake: 'a link says that the job was made from what nobody sent',
    breaks: 'only a confirmed export, a link or an untying changes what is synced',
    step: 'link',
    wrong: thenAlso(steps.link, (after) =>
      after.synced ? { ...after, synced: { ...after.synced, snapshot_sha256: 'c' } } : after,
    ),
  },
  {
    mistake: 'an unlink changes the external id, so that the job is made twice',
    breaks: 'only a reset or another job changes the external id',
    step: 'unlink',
    wrong: thenAlso(steps.unlink, (after) => ({ ...after, generation: after.generation + 1 })),
  },
  {
    mistake: 'a reset leaves the external id, so that the old job is found again',
    breaks: 'only a reset or another job changes the external id',
    step: 'reset',
    wrong: thenAlso(steps.reset, (after, before) => ({ ...after, generation: before?.generation ?? 0 })),
  },
  {
    mistake: 'the next sending forgets that the project was reset',
    breaks: 'only a reset or another job changes the external id',
    step: 'send',
    wrong: thenAlso(steps.send, (after) => ({ ...after, generation: 0 })),
  },
  {
    mistake: 'nobody looks whether the sender hears of a reject',
    breaks: 'a timer exactly where something must happen by itself',
    step: 'reject',
    wrong: thenAlso(steps.reject, (after) => ({ ...after, due_at: null })),
  },
  {
    mistake: 'a mail that came back counts as told',
    breaks: 'a timer exactly where something must happen by itself',
    step: 'mail',
    wrong: (record, at, turn) => {
      const after = steps.mail(record, at, turn);
      const told_up_to = { sequence: lastEvent(after).sequence, at: at.toISOString(), asks_at: null };
      return settleDue({ ...after, told_up_to }, at);
    },
  },
  {
    mistake: 'untying a project makes its mails be forgotten',
    breaks: 'a timer exactly where something must happen by itself',
    step: 'unlink',
    wrong: thenAlso(steps.unlink, (after) => ({ ...after, due_at: null })),
  },
  {
    mistake: 'the timer forgets the reminders',
    breaks: 'while approvers are waited for, the timer comes before whatever is next',
    step: 'mail',
    wrong: thenAlso(steps.mail, (after) => ({ ...after, due_at: after.due_at && after.request.expires_at })),
  },
  {
    mistake: 'what was sent is not noted',
    breaks: 'nobody gets the same mail twice',
    step: 'mail',
    wrong: thenAlso(steps.mail, (after, before) => ({ ...after, mailed: before?.mailed ?? [] })),
  },
  {
    mistake: 'only the last mails are noted',
    breaks: 'nobody gets the same mail twice',
    step: 'mail',
    wrong: thenAlso(steps.mail, (after, before) => ({
      ...after,
      mailed: after.mailed.slice(before?.mailed.length ?? 0),
    })),
  },
  {
    mistake: 'silence counts as failure',
    breaks: 'no failure while the outcome is unknown',
    step: 'give_up',
    wrong: (record, at, turn) => {
      if (record === null) return steps.give_up(record, at, turn);
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
