import * as z from 'zod/mini';
import type { AuditEntry } from '#domain/audit-file.ts';
import { auditEvent, GENESIS, type AuditEvent } from '#domain/audit.ts';
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

/** Where an entry stands, as far as it says so. */
export const placeOf = (value: unknown): Place => place.safeParse(value).data ?? NOWHERE;

/** What is wrong with an entry, seen from the one before it. */
export type AuditFault =
  | 'not_an_event'
  | 'content_altered'
  | 'erasure_missing'
  | 'number_repeated'
  | 'predecessor_removed'
  | 'predecessor_replaced';

/** Why an entry does not hold. */
export interface Broken {
  readonly fault: AuditFault;
  readonly message: string;
}

/** What an entry comes to by itself. */
export type Finding = Broken | { readonly event: AuditEvent };

/** The SHA-256 of a value; null for what has no canonical form, and so was never sealed. */
export const sha256OrNull = (value: unknown): string | null => {
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
export const readEvent = ({ value, repeatedName }: AuditEntry): Finding => {
  const { data, error } = auditEvent.safeParse(value);
  if (error) {
    const [field = '', messages = []] = Object.entries(fieldErrors(error))[0] ?? [];
    return { fault: 'not_an_event', message: `Field ${field}: ${messages.join('; ')}.` };
  }
  if (repeatedName !== null) return { fault: 'not_an_event', message: `It has "${repeatedName}" twice.` };
  if (data.erased || hashOf(value) === data.hash) return { event: data };
  return { fault: 'content_altered', message: 'Its content is not what its hash was made from.' };
};

/** What is wrong between an event and the one before it in its chain; null for nothing. */
export const linkFault = ({ sequence, previous_hash }: AuditEvent, before: AuditEvent | null): Broken | null => {
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

/** True for what was perhaps meant to be an event. */
export const looksLikeEvent = ({ value }: AuditEntry): boolean =>
  typeof value === 'object' && value !== null && ('hash' in value || 'previous_hash' in value);
