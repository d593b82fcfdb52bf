import { firstBrokenLink, GENESIS } from '#domain/audit.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import { ends, rowFor } from './product-table.ts';
import type { World } from './world.ts';

/** A world in which something was sent, and the one it came from. */
interface Change {
  readonly before: World;
  readonly after: World & { readonly record: ProjectRecord };
}

const isOver = ({ request }: ClosedRequest): boolean => ends.has(request.status);

const everyRequest = ({ record, closed }: World): ClosedRequest[] =>
  record === null ? [...closed] : [...closed, record];

const hashes = (world: World): string[] => everyRequest(world).flatMap(({ events }) => events.map(({ hash }) => hash));

/** The status that the events of a request lead to by product.md's table; null when the table does not explain them. */
const replay = ({ events: [opening, ...rest] }: ClosedRequest): string | null => {
  const opened = rowFor(opening?.name === 'resend' ? 'synced' : 'not_sent', opening?.name ?? '');
  let status = opened?.to;
  if (status === undefined || opening?.status !== status) return null;
  for (const event of rest) {
    status = rowFor(status, event.name)?.to;
    if (status === undefined || status !== event.status) return null;
  }
  return status;
};

const isSameRequest = ({ before, after }: Change): boolean =>
  before.record?.request.number === after.record.request.number;

const decisionOf = (world: World): unknown => world.record?.request.decision ?? null;

const hasDecided = (change: Change): boolean =>
  isSameRequest(change) && decisionOf(change.after) !== decisionOf(change.before);

/** Every export of the request began after an accept on exactly the data that the request holds now. */
const exportsAreAccepted = ({ request, events }: ClosedRequest): boolean =>
  events.every(({ name }, index) => {
    if (name !== 'begin_export') return true;
    const decision = events.slice(0, index).findLast((event) => ['accept', 'retry', 'reject'].includes(event.name));
    return (
      decision !== undefined &&
      decision.name !== 'reject' &&
      decision.details['snapshot_sha256'] === request.snapshot_sha256
    );
  });

const waitsForSomething = ({ request }: ProjectRecord): boolean =>
  !ends.has(request.status) && request.status !== 'failed_to_export';

/** What holds after every change, by its name. */
export const invariants = {
  'one open request per project': ({ after }) => after.closed.every(isOver),
  'no decision without an open request': (change) =>
    !hasDecided(change) || (change.before.record !== null && !isOver(change.before.record)),
  'no decision on data that was not shown': (change) =>
    // A retry decides about the fields for the ERP, not about the data.
    !hasDecided(change) ||
    change.after.record.events.at(-1)?.name === 'retry' ||
    change.after.shown === change.after.record.request.snapshot_sha256,
  'no export without an accept of the same snapshot': ({ after }) => exportsAreAccepted(after.record),
  'the version rises by one': ({ before, after }) => after.record.version === (before.record?.version ?? 0) + 1,
  'the number of the request rises by one': ({ before, after }) =>
    after.closed.length === before.closed.length
      ? before.record === null || after.record.request.number === before.record.request.number
      : after.record.request.number === (before.record?.request.number ?? 0) + 1,
  'the audit chain holds across requests': ({ after }) =>
    firstBrokenLink(after.record.events, after.closed.at(-1)?.events.at(-1)?.hash ?? GENESIS) === null,
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
  'a synced project stays synced': ({ before, after }) => !before.record?.synced || after.record.synced !== null,
  'only a confirmed export changes what is synced': ({ before, after }) => {
    const { synced, request } = after.record;
    if (synced === (before.record?.synced ?? null)) return true;
    return (
      request.status === 'synced' &&
      synced?.snapshot_sha256 === request.snapshot_sha256 &&
      synced.request_id === request.id
    );
  },
  'a timer exactly where something must happen by itself': ({ after }) =>
    (after.record.due_at !== null) === waitsForSomething(after.record),
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
