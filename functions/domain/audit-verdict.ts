import * as z from 'zod/mini';
import { readAuditFile, type AuditEntry } from '#domain/audit-file.ts';
import { auditEvent, erasuresIn, GENESIS, type AuditEvent } from '#domain/audit.ts';
import { sha256Of } from '#domain/canonical.ts';
import { fieldErrors } from '#domain/field-errors.ts';

const shortText = z.catch(z.nullable(z.string().check(z.maxLength(200))), null);

/** What an entry is found by; null for what cannot be read. */
const place = z.object({
  sequence: z.catch(z.nullable(z.int()), null),
  request_id: shortText,
  name: shortText,
  at: shortText,
});
export type Place = z.infer<typeof place>;

const NOWHERE: Place = { sequence: null, request_id: null, name: null, at: null };

const placeOf = (value: unknown): Place => place.safeParse(value).data ?? NOWHERE;

/** What is wrong with an entry, seen from the one before it. */
export type AuditFault =
  | 'not_an_event'
  | 'content_altered'
  | 'erasure_missing'
  | 'number_repeated'
  | 'predecessor_removed'
  | 'predecessor_replaced';

/** What the text of an audit file shows. */
export type AuditVerdict =
  | {
      readonly verdict: 'intact';
      readonly events: number;
      readonly first: Place;
      /** The first event's predecessor: the last hash of an earlier file, if that ends right before this one. */
      readonly previous_hash: string;
      readonly last: Place;
      readonly last_hash: string;
      /** Events that a person was erased from. */
      readonly erased: number;
    }
  | {
      readonly verdict: 'broken';
      /** Of the first bad entry, counted from 1. */
      readonly position: number;
      readonly event: Place;
      readonly fault: AuditFault;
      readonly message: string;
    }
  | { readonly verdict: 'unreadable'; readonly message: string };

interface Broken {
  readonly fault: AuditFault;
  readonly message: string;
}

type Finding = Broken | { readonly event: AuditEvent };

/** The SHA-256 of a value; null for what has no canonical form, and so was never sealed. */
const sha256OrNull = (value: unknown): string | null => {
  try {
    return sha256Of(value);
  } catch {
    return null;
  }
};

/** The hash that an event should have. */
const hashOf = (value: unknown): string | null => {
  if (typeof value !== 'object' || value === null || !('hash' in value)) return null;
  const { hash: _, ...content } = value;
  return sha256OrNull(content);
};

/** The event in an entry that holds by itself, or by an erasure of the file. */
const readEvent = ({ value, repeatedName }: AuditEntry, erasures: ReadonlySet<string>): Finding => {
  const { data, error } = auditEvent.safeParse(value);
  if (error) {
    const [field = '', messages = []] = Object.entries(fieldErrors(error))[0] ?? [];
    return { fault: 'not_an_event', message: `Field ${field}: ${messages.join('; ')}.` };
  }
  if (repeatedName !== null) return { fault: 'not_an_event', message: `It has "${repeatedName}" twice.` };
  if (hashOf(value) === data.hash) return { event: data };
  if (data.erased) {
    if (erasures.has(sha256OrNull(value) ?? '')) return { event: data };
    const message = 'A person was erased from it, and no event of this file says that it may look as it does.';
    return { fault: 'erasure_missing', message };
  }
  return { fault: 'content_altered', message: 'Its content is not what its hash was made from.' };
};

const linkFault = ({ sequence, previous_hash }: AuditEvent, before: AuditEvent | null): Broken | null => {
  if (before === null) {
    if ((sequence === 1) === (previous_hash === GENESIS)) return null;
    return { fault: 'predecessor_replaced', message: 'Event 1, and no other, has no predecessor.' };
  }
  const expected = before.sequence + 1;
  if (sequence < expected) {
    return { fault: 'number_repeated', message: `After event ${before.sequence} only event ${expected} can come.` };
  }
  if (sequence > expected) {
    const missing = sequence === expected + 1 ? `Event ${expected} is` : `Events ${expected} to ${sequence - 1} are`;
    return { fault: 'predecessor_removed', message: `${missing} missing before it.` };
  }
  if (previous_hash === before.hash) return null;
  return { fault: 'predecessor_replaced', message: `It was chained to another event ${before.sequence}.` };
};

const findingOf = (entry: AuditEntry, before: AuditEvent | null, erasures: ReadonlySet<string>): Finding => {
  const found = readEvent(entry, erasures);
  return 'event' in found ? (linkFault(found.event, before) ?? found) : found;
};

const looksLikeEvent = ({ value }: AuditEntry): boolean =>
  typeof value === 'object' && value !== null && ('hash' in value || 'previous_hash' in value);

const NO_EVENTS: AuditVerdict = { verdict: 'unreadable', message: 'it holds no audit event' };

/** Checks the chain in the text of an audit file, from the file's own beginning on, up to the first event that does not hold. */
export const checkAuditFile = (text: string): AuditVerdict => {
  const file = readAuditFile(text);
  if ('fault' in file) return { verdict: 'unreadable', message: file.fault };
  const events: AuditEvent[] = [];
  const erasures = erasuresIn(file.entries.map(({ value }) => value));
  for (const entry of file.entries) {
    const found = findingOf(entry, events.at(-1) ?? null, erasures);
    if ('fault' in found) {
      if (!file.entries.some(looksLikeEvent)) return NO_EVENTS;
      return { verdict: 'broken', position: events.length + 1, event: placeOf(entry.value), ...found };
    }
    events.push(found.event);
  }
  const [first, last] = [events.at(0), events.at(-1)];
  if (!first || !last) return NO_EVENTS;
  return {
    verdict: 'intact',
    events: events.length,
    first: placeOf(first),
    previous_hash: first.previous_hash,
    last: placeOf(last),
    last_hash: last.hash,
    erased: events.filter(({ erased }) => erased).length,
  };
};
