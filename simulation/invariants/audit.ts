import { firstBrokenLink, GENESIS } from '#domain/audit.ts';
import { projectStatus, type ClosedRequest, type ProjectRecord } from '#domain/project-record.ts';
import { transitions, type EventName } from '#domain/transitions.ts';
import type { Change } from '#simulation/invariants/change.ts';

const isEvent = (name: string): name is EventName => Object.hasOwn(transitions, name);

/** Events are only ever added, each chained to the one before. */
const addedEvents = ({ before, after }: Change): ProjectRecord['events'] | null => {
  if (before === null) return firstBrokenLink(after.events) === null ? after.events : null;
  const isSame = before.request.id === after.request.id;
  const known = isSame ? before.events.length : 0;
  if (isSame && before.events.at(-1)?.hash !== after.events[known - 1]?.hash) return null;
  const added = after.events.slice(known);
  return firstBrokenLink(added, before.events.at(-1)?.hash ?? GENESIS) === null ? added : null;
};

/** I6: the audit chain holds, and explains every state: no status changes but by an event that the product's table allows. */
export const auditExplains = (change: Change): string | null => {
  const { before, after } = change;
  const added = addedEvents(change);
  const { id, status } = after.request;
  if (added === null) return `the audit chain of ${id} is broken`;
  let from: string =
    before === null ? 'not_sent' : before.request.id === id ? before.request.status : projectStatus(before);
  if (added.length === 0) return from === status ? null : `no event explains why ${id} is ${status}`;
  for (const { name, status: led } of added) {
    if (!isEvent(name)) return `${id} has an event ${name}`;
    const { from: allowed, to }: { from: readonly string[]; to: string } = transitions[name];
    const isUntied = name === 'unlink' || name === 'reset';
    if (!isUntied && !allowed.includes(from)) return `${name} happened to ${id} while it was ${from}`;
    if (to !== 'same' && led !== to) return `${name} led ${id} to ${led}`;
    from = led;
  }
  return from === status ? null : `the events of ${id} lead to ${from}, and it is ${status}`;
};

/** I6, over a project's whole life: the chain runs through all its requests without a gap. */
export const chainIsWhole = (closed: readonly (ClosedRequest | null)[], record: ProjectRecord): string | null => {
  const requests = [...closed, record];
  if (requests.includes(null)) return `a request before ${record.request.id} is not kept`;
  const broken = firstBrokenLink(requests.flatMap((request) => request?.events ?? []));
  return broken === null ? null : `the audit chain up to ${record.request.id} is broken at ${broken}`;
};
