import { firstBrokenLink, GENESIS } from '#domain/audit.ts';
import { projectStatus, type ClosedRequest, type ProjectRecord } from '#domain/project-record.ts';
import { ESCALATION, isEnough, personBehind, REMINDERS, WINDOW, whoIs, type Who } from './company.ts';
import { ends, rowFor } from './product-table.ts';
import { later, type World } from './world.ts';

/** A world in which something was sent, and the one it came from. */
interface Change {
  readonly before: World;
  readonly after: World & { readonly record: ProjectRecord };
}

const isOver = ({ request }: ClosedRequest): boolean => ends.has(request.status);

const everyRequest = ({ record, closed }: World): ClosedRequest[] =>
  record === null ? [...closed] : [...closed, record];

const hashes = (world: World): string[] => everyRequest(world).flatMap(({ events }) => events.map(({ hash }) => hash));

const UNTIE = ['unlink', 'reset'];

/** Where an event leads a request by product.md's table; undefined when the table does not let it happen. */
const statusAfter = (status: string, event: string): string | undefined => {
  // A project is untied when its last request is over, and that one stays as it is.
  if (UNTIE.includes(event)) return [...ends].find((end) => end === status);
  const to = [...ends, 'ready_to_export', 'ready_to_update', 'exporting', 'failed_to_export']
    .filter((known) => known === status)
    .map((known) => rowFor(known as Parameters<typeof rowFor>[0], event)?.to)
    .find((next) => next !== undefined);
  return to === 'same' ? status : to;
};

/** The status that the events of a request lead to by product.md's table; null when the table does not explain them. */
const replay = ({ events: [opening, ...rest] }: ClosedRequest): string | null => {
  const opened = rowFor(opening?.name === 'resend' ? 'synced' : 'not_sent', opening?.name ?? '');
  let status: string | undefined = opened?.to;
  if (status === undefined || opening?.status !== status) return null;
  for (const event of rest) {
    status = statusAfter(status, event.name);
    if (status === undefined || status !== event.status) return null;
  }
  return status;
};

const isSameRequest = ({ before, after }: Change): boolean =>
  before.record?.request.number === after.record.request.number;

const decisionOf = (world: World): unknown => world.record?.request.decision ?? null;

const acceptsOf = (world: World): number => world.record?.request.accepted_by.length ?? 0;

const hasDecided = (change: Change): boolean =>
  isSameRequest(change) &&
  (decisionOf(change.after) !== decisionOf(change.before) || acceptsOf(change.after) !== acceptsOf(change.before));

const DECISIONS = ['accept_in_part', 'accept', 'retry', 'reject'];

/** Every export of the request began after an accept on exactly the data that the request holds now. */
const exportsAreAccepted = ({ request, events }: ClosedRequest): boolean =>
  events.every(({ name }, index) => {
    if (name !== 'begin_export') return true;
    const decisions = events.slice(0, index).filter((event) => DECISIONS.includes(event.name));
    const last = decisions.at(-1);
    return (
      last !== undefined &&
      ['accept', 'retry'].includes(last.name) &&
      decisions.every(({ details }) => details['snapshot_sha256'] === request.snapshot_sha256)
    );
  });

/** The accounts that have accepted until the export may begin; null while it may not. */
const acceptedBy = ({ events }: ClosedRequest): Who[] | null => {
  const last = events.findIndex(({ name }) => name === 'accept' || name === 'begin_export');
  if (last < 0) return null;
  const accepts = events.slice(0, last + 1).filter(({ name }) => name === 'accept' || name === 'accept_in_part');
  return accepts.flatMap(({ by }) => whoIs(by?.id ?? '') ?? []);
};

const isWaiting = ({ request }: ProjectRecord): boolean =>
  request.status === 'ready_to_export' || request.status === 'ready_to_update';

const waitsForSomething = ({ record, isUntold }: Change['after']): boolean => {
  const { status } = record.request;
  return isWaiting(record) || status === 'exporting' || (isUntold && status !== 'retrieved');
};

/** The longest that the sweeper leaves a run in peace which led nowhere. */
const PATIENCE = 6 * 60 * 60;

/** The next thing that the clock brings while approvers are waited for. */
const nextMoment = ({ now, record }: Change['after']): Date => {
  const sentAt = new Date(record.request.sent_at);
  const moments = [...REMINDERS, ESCALATION, WINDOW].map((seconds) => later(sentAt, seconds));
  return moments.filter((moment) => moment > now).sort((a, b) => Number(a) - Number(b))[0] ?? now;
};

const lastEvent = ({ events }: ClosedRequest): string | undefined => events.at(-1)?.name;

const hasGrown = ({ before, after }: Change): boolean => hashes(after).length > hashes(before).length;

/** A reset, or a link of a project that may have had a job: in these lives each link is to a job that people made. */
const getsAnotherJob = ({ before, after }: Change): boolean =>
  lastEvent(after.record) === 'reset' || (lastEvent(after.record) === 'link' && before.record !== null);

/** What holds after every change, by its name. */
export const invariants = {
  'one open request per project': ({ after }) => after.closed.every(isOver),
  'no decision without an open request': (change) =>
    !hasDecided(change) || (change.before.record !== null && !isOver(change.before.record)),
  'no decision on data that was not shown': (change) =>
    // A retry decides about the fields for the ERP, not about the data.
    !hasDecided(change) ||
    lastEvent(change.after.record) === 'retry' ||
    change.after.shown === change.after.record.request.snapshot_sha256,
  'no first decision after the window': (change) =>
    !hasDecided(change) ||
    change.before.record?.request.status === 'failed_to_export' ||
    change.after.now < later(new Date(change.after.record.request.sent_at), WINDOW),
  'no export without an accept of the same snapshot': ({ after }) => exportsAreAccepted(after.record),
  'an export begins only after enough different people have accepted': ({ after }) => {
    const accepted = acceptedBy(after.record);
    return accepted === null || isEnough(after.company, accepted);
  },
  'whoever sent a request does not decide on it': ({ after }) =>
    after.record.events.every(
      ({ name, by }) => !DECISIONS.includes(name) || personBehind(whoIs(by?.id ?? '') ?? 'sender') !== 'sender',
    ),
  'the version rises by one': ({ before, after }) => after.record.version === (before.record?.version ?? 0) + 1,
  'the number of the request rises by one': ({ before, after }) =>
    after.closed.length === before.closed.length
      ? before.record === null || after.record.request.number === before.record.request.number
      : after.record.request.number === (before.record?.request.number ?? 0) + 1,
  'the audit chain holds across requests': ({ before, after }) => {
    const events = everyRequest(after).flatMap((request) => request.events);
    // What was there before was checked then.
    const old = everyRequest(before).flatMap((request) => request.events);
    const known = old.findIndex((event, index) => event !== events[index]);
    const fresh = events.slice(known < 0 ? old.length : known);
    return firstBrokenLink(fresh, events[events.length - fresh.length - 1]?.hash ?? GENESIS) === null;
  },
  'the events are numbered without a gap': ({ after }) =>
    everyRequest(after)
      .flatMap(({ events }) => events)
      .every(({ sequence }, index) => sequence === index + 1),
  'the audit chain only grows': ({ before, after }) => {
    const now = hashes(after);
    return hashes(before).every((hash, index) => hash === now[index]);
  },
  'the events explain the status': ({ after }) => replay(after.record) === after.record.request.status,
  'what is over stays as it is': ({ before, after }) =>
    before.record === null ||
    !isOver(before.record) ||
    everyRequest(after)[before.closed.length]?.request === before.record.request,
  'a synced project stays synced unless it is untied': (change) =>
    !change.before.record?.synced ||
    change.after.record.synced !== null ||
    (hasGrown(change) && UNTIE.includes(lastEvent(change.after.record) ?? '')),
  'only a confirmed export, a link or an untying changes what is synced': ({ before, after }) => {
    const { synced, request } = after.record;
    if (synced === (before.record?.synced ?? null)) return true;
    const event = lastEvent(after.record) ?? '';
    if (synced === null) return UNTIE.includes(event);
    return (
      ['confirm_export', 'link'].includes(event) &&
      request.status === 'synced' &&
      synced.snapshot_sha256 === request.snapshot_sha256 &&
      synced.request_id === request.id
    );
  },
  'an untied project has no job and counts as never sent': ({ after: { record } }) =>
    !UNTIE.includes(lastEvent(record) ?? '') || (record.synced === null && projectStatus(record) === 'not_sent'),
  'only a reset or another job changes the external id': (change) =>
    change.after.record.generation ===
    (change.before.record?.generation ?? 0) + (hasGrown(change) && getsAnotherJob(change) ? 1 : 0),
  'a timer exactly where something must happen by itself': ({ after }) =>
    (after.record.due_at !== null) === waitsForSomething(after),
  'while approvers are waited for, the timer comes before whatever is next': ({ after }) =>
    !isWaiting(after.record) ||
    (after.record.due_at !== null &&
      new Date(after.record.due_at) <=
        later(new Date(Math.max(Number(nextMoment(after)), Number(after.now))), PATIENCE)),
  'nobody gets the same mail twice': ({ after: { outbox } }) => new Set(outbox).size === outbox.length,
  'nobody is asked who has accepted, or who sent the request': ({ before, after }) =>
    after.outbox.slice(before.outbox.length).every((mail) => {
      const who = /^(?:approval|reminder) \d+ to (.+)$/.exec(mail)?.[1];
      return (
        who === undefined ||
        (who !== after.record.request.sender.id && !after.record.request.accepted_by.some(({ by }) => by.id === who))
      );
    }),
  'no failure while the outcome is unknown': ({ after: { record } }) =>
    record.request.status !== 'failed_to_export' ||
    !['running', 'unknown'].includes(record.request.exports.at(-1)?.outcome ?? ''),
} as const satisfies Record<string, (change: Change) => boolean>;

export type Invariant = keyof typeof invariants;

/** Names of the invariants that a change breaks. */
export const violations = (before: World, after: World): string[] => {
  const { record } = after;
  if (record === null) return [];
  return Object.entries(invariants)
    .filter(([, holds]) => !holds({ before, after: { ...after, record } }))
    .map(([name]) => name);
};
