import {
  linkFault,
  looksLikeEvent,
  placeOf,
  readEvent,
  sha256OrNull,
  type AuditFault,
  type Broken,
  type Finding,
  type Place,
} from '#domain/audit-entry.ts';
import { readAuditFile, type AuditEntry } from '#domain/audit-file.ts';
import { erasuresIn, type AuditEvent } from '#domain/audit.ts';

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
