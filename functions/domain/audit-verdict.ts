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
      /** Each has a chain of its own. */
      readonly projects: number;
      /** Projects whose first event here is not their first. */
      readonly beginning_later: number;
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

/** The event in an entry that holds by itself, or holds if an erasure of the file says that it may look as it does. */
const readEvent = ({ value, repeatedName }: AuditEntry): Finding => {
  const { data, error } = auditEvent.safeParse(value);
  if (error) {
    const [field = '', messages = []] = Object.entries(fieldErrors(error))[0] ?? [];
    return { fault: 'not_an_event', message: `Field ${field}: ${messages.join('; ')}.` };
  }
  if (repeatedName !== null) return { fault: 'not_an_event', message: `It has "${repeatedName}" twice.` };
  if (data.erased || hashOf(value) === data.hash) return { event: data };
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

const looksLikeEvent = ({ value }: AuditEntry): boolean =>
  typeof value === 'object' && value !== null && ('hash' in value || 'previous_hash' in value);

const NO_EVENTS: AuditVerdict = { verdict: 'unreadable', message: 'it holds no audit event' };

/** Whose chain an event belongs to: a request's id begins with its project's. */
const projectOf = ({ request_id }: Pick<AuditEvent, 'request_id'>): string => request_id.replace(/-\d+$/, '');

const AGAIN: Broken = {
  fault: 'number_repeated',
  message: 'The events of its project ended further up: those of other projects stand between.',
};

const UNSAID: Broken = {
  fault: 'erasure_missing',
  message: 'A person was erased from it, and no event of this file says that it may look as it does.',
};

type BrokenVerdict = Extract<AuditVerdict, { verdict: 'broken' }>;

/** Checks chains entry by entry, one after the other, each from its beginning in the file on, up to the first event that does not hold. */
export class AuditCheck {
  #events = 0;
  #beginningLater = 0;
  #first: AuditEvent | null = null;
  #last: AuditEvent | null = null;
  #broken: BrokenVerdict | null = null;
  #sawEvent = false;
  #erased = 0;
  /** Events that a person was erased from, by the SHA-256 of what is left: an event further down must say so. */
  readonly #unsaid = new Map<string, BrokenVerdict>();
  readonly #erasures = new Set<string>();
  readonly #projects = new Set<string>();

  take(entry: AuditEntry): void {
    this.#sawEvent ||= looksLikeEvent(entry);
    this.#noteErasures(entry);
    if (this.#broken !== null) return;
    const found = this.#findingOf(entry);
    const brokenBy = (by: Broken): BrokenVerdict => ({
      verdict: 'broken',
      position: this.#events + 1,
      event: placeOf(entry.value),
      ...by,
    });
    if ('fault' in found) {
      this.#broken = brokenBy(found);
      return;
    }
    const { event } = found;
    if (event.erased) {
      this.#erased += 1;
      const left = sha256OrNull(entry.value) ?? '';
      if (!this.#erasures.has(left)) this.#unsaid.set(left, this.#unsaid.get(left) ?? brokenBy(UNSAID));
    }
    if (this.#begins(event) && event.sequence > 1) this.#beginningLater += 1;
    this.#projects.add(projectOf(event));
    this.#events += 1;
    this.#first ??= event;
    this.#last = event;
  }

  /** Of what was taken so far. */
  verdict(): AuditVerdict {
    // In the order of the file: an event whose erasure never came stands before whatever broke later.
    const [unsaid] = this.#unsaid.values();
    const broken = unsaid ?? this.#broken;
    if (broken !== null) return this.#sawEvent ? broken : NO_EVENTS;
    if (this.#first === null || this.#last === null) return NO_EVENTS;
    return {
      verdict: 'intact',
      events: this.#events,
      projects: this.#projects.size,
      beginning_later: this.#beginningLater,
      first: placeOf(this.#first),
      previous_hash: this.#first.previous_hash,
      last: placeOf(this.#last),
      last_hash: this.#last.hash,
      erased: this.#erased,
    };
  }

  #noteErasures({ value }: AuditEntry): void {
    for (const sha256 of erasuresIn([value])) {
      this.#erasures.add(sha256);
      this.#unsaid.delete(sha256);
    }
  }

  #begins(event: AuditEvent): boolean {
    return this.#last === null || projectOf(this.#last) !== projectOf(event);
  }

  #findingOf(entry: AuditEntry): Finding {
    const found = readEvent(entry);
    if ('fault' in found) return found;
    const { event } = found;
    if (!this.#begins(event)) return linkFault(event, this.#last) ?? found;
    if (this.#projects.has(projectOf(event))) return AGAIN;
    return linkFault(event, null) ?? found;
  }
}

/** Checks the chains in the text of an audit file. */
export const checkAuditFile = (text: string): AuditVerdict => {
  const file = readAuditFile(text);
  if ('fault' in file) return { verdict: 'unreadable', message: file.fault };
  const check = new AuditCheck();
  for (const entry of file.entries) check.take(entry);
  return check.verdict();
};
