import * as z from 'zod/mini';
import { sha256Of } from '#domain/canonical.ts';
import { person } from '#domain/person.ts';

const text = z.string();

/** Predecessor of a project's first event. */
export const GENESIS = '0'.repeat(64);

/**
 * One thing that happened to a project. `hash` is the SHA-256 of the canonical JSON (RFC 8785) of all other members,
 * `previous_hash` among them, so that an altered, removed or inserted event breaks the chain.
 */
export const auditEvent = z.object({
  sequence: z.int().check(z.positive()),
  request_id: text,
  name: text,
  at: z.iso.datetime(),
  /** Null for the workflow and the clock. */
  by: z.nullable(person),
  status: text,
  details: z.record(text, z.json()),
  previous_hash: text,
  hash: text,
});
export type AuditEvent = z.infer<typeof auditEvent>;

/** Appends to a chain: gives the event its hash. */
export const seal = (content: Omit<AuditEvent, 'hash'>): AuditEvent => ({ ...content, hash: sha256Of(content) });

/** Index of the first event whose hash or link to its predecessor is wrong; null when the chain holds. */
export const firstBrokenLink = (events: readonly AuditEvent[], previousHash: string = GENESIS): number | null => {
  let expected = previousHash;
  for (const [index, { hash, ...content }] of events.entries()) {
    if (content.previous_hash !== expected || sha256Of(content) !== hash) return index;
    expected = hash;
  }
  return null;
};
