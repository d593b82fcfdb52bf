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
  /** True once a person was erased from it: `hash` is still that of what was sealed. See `erasuresIn`. */
  erased: z.optional(z.literal(true)),
});
export type AuditEvent = z.infer<typeof auditEvent>;

/** Appends to a chain: gives the event its hash. */
export const seal = (content: Omit<AuditEvent, 'hash'>): AuditEvent => ({ ...content, hash: sha256Of(content) });

/** Name of the event by which a person is erased. It is no step in the life of a request, whose status stays. */
export const ERASE = 'erase';

/** What such an event says about the events that a person was erased from: the SHA-256 of each as it stands now, `hash` included. */
const erasure = z.object({
  name: z.literal(ERASE),
  details: z.object({ erased: z.array(z.object({ sha256: text })) }),
});

/**
 * The SHA-256 of every event that a person was erased from, as the events {@link ERASE} among `events` say. They are sealed themselves,
 * so what is left of an erased event is as much proven by the chain as what was never touched.
 */
export const erasuresIn = (events: readonly unknown[]): ReadonlySet<string> =>
  new Set(events.flatMap((event) => erasure.safeParse(event).data?.details.erased.map(({ sha256 }) => sha256) ?? []));

/**
 * Index of the first event whose hash or link to its predecessor is wrong; null when the chain holds. `later`: events that come
 * after these, in which erasures from them may stand.
 */
export const firstBrokenLink = (
  events: readonly AuditEvent[],
  previousHash: string = GENESIS,
  later: readonly AuditEvent[] = [],
): number | null => {
  let expected = previousHash;
  const erasures = erasuresIn([...events, ...later]);
  for (const [index, event] of events.entries()) {
    const { hash, ...content } = event;
    const isSealed = event.erased ? erasures.has(sha256Of(event)) : sha256Of(content) === hash;
    if (content.previous_hash !== expected || !isSealed) return index;
    expected = hash;
  }
  return null;
};
