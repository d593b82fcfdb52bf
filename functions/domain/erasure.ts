import * as z from 'zod/mini';
import { ERASE, type AuditEvent } from '#domain/audit.ts';
import { canonicalJson, sha256Of } from '#domain/canonical.ts';
import { DomainError } from '#domain/errors.ts';
import { person, type Person } from '#domain/person.ts';
import {
  closedRequest,
  nextEvent,
  projectRecord,
  settleDue,
  stateOf,
  type ClosedRequest,
  type ProjectRecord,
} from '#domain/project-record.ts';
import { isOpen } from '#domain/request.ts';

/** Who is erased, what stands in their place, who has it done and when. */
export interface Erasure {
  readonly personId: string;
  /** The same wherever the person was, so that what one person did can still be seen as that. Says nothing about them. */
  readonly pseudonym: string;
  readonly operator: string;
  readonly at: Date;
}

/** By what a person is known: accounts, mailboxes and names may have changed over the years. */
interface Traces {
  readonly ids: ReadonlySet<string>;
  readonly emails: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

function* peopleIn(value: unknown): Generator<Person> {
  const found = person.safeParse(value).data;
  if (found) yield found;
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* peopleIn(inner);
}

/** One account, and every other one with a mailbox of it: see `isSamePerson`. */
const tracesOf = (value: unknown, personId: string): Traces => {
  const people = [...peopleIn(value)];
  const emails = new Set(people.filter(({ id }) => id === personId).map(({ email }) => email.toLowerCase()));
  const same = people.filter(({ email }) => emails.has(email.toLowerCase()));
  return {
    ids: new Set([personId, ...same.map(({ id }) => id)]),
    emails,
    names: new Set(same.map(({ name }) => name)),
  };
};

/** Members that people write, and that may therefore name somebody. */
const FREE_TEXT: ReadonlySet<string> = new Set(['note', 'reason', 'operator', 'message']);

/** Members that say whom something was sent to: by id, or by address. */
const ADDRESSED = 'to';

/** Characters that mean something in a regular expression, taken for themselves. */
const literal = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

const withoutWord = (text: string, word: string): string =>
  text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${literal(word)}(?![\\p{L}\\p{N}])`, 'giu'), '[erased]');

/** The value with another person in their place. */
const scrubbed = (value: unknown, traces: Traces, pseudonym: string, member = ''): unknown => {
  const { ids, emails, names } = traces;
  if (typeof value === 'string') {
    if (member === ADDRESSED) return ids.has(value) || emails.has(value.toLowerCase()) ? pseudonym : value;
    return FREE_TEXT.has(member) ? [...emails, ...names].reduce(withoutWord, value) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const found = person.safeParse(value).data;
  if (found && (ids.has(found.id) || emails.has(found.email.toLowerCase())))
    return { id: pseudonym, name: 'Erased person', email: `${pseudonym}@erased.invalid` } satisfies Person;
  if (Array.isArray(value)) return value.map((inner) => scrubbed(inner, traces, pseudonym, member));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, scrubbed(inner, traces, pseudonym, name)]),
  );
};

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** Events with a mark on those that have changed; the others are the very same. */
const marked = (before: readonly AuditEvent[], after: readonly AuditEvent[]): AuditEvent[] =>
  before.map((event, index) => {
    const left = after[index] ?? event;
    return isSame(event, left) ? event : { ...left, erased: true };
  });

/** A project without the person, and the earlier requests of it that have changed. */
export interface Erased {
  readonly next: ProjectRecord;
  readonly closed: readonly ClosedRequest[];
  /** Audit events that the person was erased from. */
  readonly events: number;
}

/** What people were mailed, or are still owed, is no concern of an erasure. */
const told = (record: ProjectRecord, sequence: number, at: Date): ProjectRecord['told_up_to'] =>
  record.due_at === null ? { sequence, at: at.toISOString(), asks_at: null } : record.told_up_to;

const erasable = z.object({ record: projectRecord, earlier: z.array(closedRequest) });

/**
 * Puts a pseudonym in a person's place in all requests of a project: as sender, approver and decider, in who was mailed, and in what people
 * wrote. An event that changes keeps its hash, by which the chain goes on, and the new last event seals what is left of it: see
 * `erasuresIn`. Snapshots stay, because decisions bind to them; they hold the project's data. Null when the person is nowhere in it.
 * @throws {DomainError} `wrong_state` while a request is open: it needs its people.
 */
export const erasePerson = (
  record: ProjectRecord,
  earlier: readonly ClosedRequest[],
  { personId, pseudonym, operator, at }: Erasure,
): Erased | null => {
  const before = { record, earlier };
  const after = erasable.parse(scrubbed(before, tracesOf(before, personId), pseudonym));
  if (isSame(before, after)) return null;
  if (isOpen(record.request)) {
    throw new DomainError('wrong_state', 'A request of the project is open.', { extra: stateOf(record) });
  }
  const closed = after.earlier.map((each, index) => ({
    ...each,
    events: marked(earlier[index]?.events ?? [], each.events),
  }));
  const own = marked(record.events, after.record.events);
  const sealed = new Set([...earlier, record].flatMap(({ events }) => events));
  const changed = [...closed.flatMap(({ events }) => events), ...own].filter((event) => !sealed.has(event));
  const details = { operator, erased: changed.map((event) => ({ sequence: event.sequence, sha256: sha256Of(event) })) };
  const last = nextEvent(own.at(-1) ?? null, after.record.request, { event: ERASE, at, by: null, details });
  const next = {
    ...after.record,
    version: record.version + 1,
    events: [...own, last],
    told_up_to: told(record, last.sequence, at),
  };
  return {
    next: settleDue(next, at),
    closed: closed.filter((each, index) => !isSame(each, earlier[index])),
    events: changed.length,
  };
};
