import * as z from 'zod/mini';
import type { Traffic } from '#domain/capability.ts';

const count = z.int().check(z.nonnegative());
const instant = z.iso.datetime();

/** Operators let no export begin. Nothing that the ERP says ends it: they do, or its end comes. */
export const hold = z.object({ since: instant, until: instant, by: z.string(), reason: z.string() });
export type Hold = z.infer<typeof hold>;

/**
 * The way to the ERP of one integration: what its exports found out, and who is on it. It ends as a circuit breaker does
 * (facts: R25, R28, R29): an ERP that gives no answer is left alone for a while, then one export tries whether it is back.
 */
export const connection = z.object({
  /** `unknown` until the first export, then what the last one met. */
  state: z.enum(['unknown', 'connected', 'failed']),
  last_seen_at: z.nullable(instant),
  /** No export begins before: the ERP fell silent, or said so. */
  paused_until: z._default(z.nullable(instant), null),
  held: z._default(z.nullable(hold), null),
  /** Attempts in a row that the ERP did not answer. */
  failures: z._default(count, 0),
  /** Requests whose export is on the way, each until its lease ends by itself. */
  running: z._default(z.array(z.object({ request_id: z.string(), until: instant })), []),
  /** When the next export would begin if all came evenly; only where the ERP counts calls. */
  evenly_at: z._default(z.nullable(instant), null),
  /** Number of writes so far; each write expects the number it read. */
  version: z._default(count, 0),
});
export type Connection = z.infer<typeof connection>;

/** Of an integration that nothing was exported through yet. */
export const NEW_CONNECTION: Connection = connection.parse({ state: 'unknown', last_seen_at: null });

/** So many silences in a row are no accident: the first may be a lost packet, the second its repeat. */
const FAILURES_TO_PAUSE = 3;

/**
 * The first pause, then twice as long each time: a restart takes a minute or two. A weekend's maintenance is asked twice an hour,
 * which leaves some 150 attempts in a request's item: a third of what an item holds.
 */
const PAUSE_SECONDS = { first: 60, longest: 30 * 60 };

/** An ERP that says when to come back is believed up to a day: more is mostly a clock that is wrong. */
const LONGEST_RETRY_AFTER_SECONDS = 24 * 3600;

/** Exports that found the way full come back after a moment of their own: see `spread`. */
const FULL_SECONDS = 15;

const after = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();

/** A hold may be ended before its time, and an export that misses that looks by itself after so long. */
const HELD_LOOK_SECONDS = 4 * 3600;

/** No export begins before `until`; `isHeld`: because operators say so. */
export interface Closure {
  readonly until: string;
  readonly isHeld: boolean;
}

/** The hold that stands at a moment; null for none. */
export const holdAt = ({ held }: Pick<Connection, 'held'>, now: Date): Hold | null =>
  held !== null && held.until > now.toISOString() ? held : null;

/** What keeps exports from beginning; null when nothing does. */
export const closureAt = (known: Connection, now: Date): Closure | null => {
  const held = holdAt(known, now);
  if (held !== null) {
    const look = after(now, HELD_LOOK_SECONDS);
    return { until: held.until < look ? held.until : look, isHeld: true };
  }
  const { paused_until: until } = known;
  return until !== null && until > now.toISOString() ? { until, isHeld: false } : null;
};

/** Operators let no export begin, or do again: then `held` is null. */
export const withHold = (known: Connection, held: Hold | null): Connection => ({
  ...known,
  held,
  version: known.version + 1,
});

/** `until`: when it is worth asking again. */
export type Admission =
  | { readonly admitted: true; readonly next: Connection }
  | ({ readonly admitted: false; readonly isPaused: boolean } & Closure);

const refusedUntil = (until: string, isPaused: boolean): Admission => ({
  admitted: false,
  until,
  isPaused,
  isHeld: false,
});

/** Lets a request's export onto the way for `leaseSeconds`, if the ERP bears another one now. */
export const admit = (
  known: Connection,
  { at_once, per_minute }: Traffic,
  requestId: string,
  leaseSeconds: number,
  now: Date,
): Admission => {
  const time = now.toISOString();
  const closure = closureAt(known, now);
  if (closure !== null) return { admitted: false, isPaused: true, ...closure };
  const others = known.running.filter(({ request_id, until }) => request_id !== requestId && until > time);
  // After a pause one tries; the others wait for what it finds.
  const isTrial = known.failures >= FAILURES_TO_PAUSE;
  if (others.length >= (isTrial ? 1 : at_once)) return refusedUntil(after(now, FULL_SECONDS), isTrial);
  const evenly = known.evenly_at !== null && known.evenly_at > time ? new Date(known.evenly_at) : now;
  if (per_minute !== null) {
    // As many as may run at once may also begin at once; in the long run they come evenly (GCRA, ITU-T I.371).
    const ahead = (evenly.getTime() - now.getTime()) / 1000 - (at_once - 1) * (60 / per_minute);
    if (ahead > 0) return refusedUntil(after(now, ahead), false);
  }
  return {
    admitted: true,
    next: {
      ...known,
      running: [...others, { request_id: requestId, until: after(now, leaseSeconds) }],
      evenly_at: per_minute === null ? null : after(evenly, 60 / per_minute),
      version: known.version + 1,
    },
  };
};

/** What an export met. */
export interface Met {
  /** False when the ERP gave no answer, or none that can be read. */
  readonly answered: boolean;
  /** The ERP's own `Retry-After`; null when it named none. */
  readonly retryAfterSeconds: number | null;
}

const pauseAfter = (failures: number): number =>
  failures < FAILURES_TO_PAUSE
    ? 0
    : Math.min(PAUSE_SECONDS.first * 2 ** (failures - FAILURES_TO_PAUSE), PAUSE_SECONDS.longest);

const latest = (one: string | null, other: string | null): string | null => ((one ?? '') > (other ?? '') ? one : other);

/** The export of a request has left the way; `met` null when it never came to ask. An answer opens it again; too many silences close it for a while. */
export const leave = (known: Connection, requestId: string, met: Met | null, now: Date): Connection => {
  const running = known.running.filter(({ request_id }) => request_id !== requestId);
  const version = known.version + 1;
  if (met === null) return { ...known, running, version };
  const failures = met.answered ? 0 : known.failures + 1;
  const told = Math.min(met.retryAfterSeconds ?? 0, LONGEST_RETRY_AFTER_SECONDS);
  const pause = Math.max(pauseAfter(failures), told);
  const wanted = pause > 0 ? after(now, pause) : null;
  const isOpened = met.answered && known.failures >= FAILURES_TO_PAUSE;
  const stands = !isOpened && known.paused_until !== null && known.paused_until > now.toISOString();
  return {
    ...known,
    state: met.answered ? 'connected' : 'failed',
    last_seen_at: met.answered ? now.toISOString() : known.last_seen_at,
    // A straggler's answer does not end a pause that the ERP asked for.
    paused_until: latest(wanted, stands ? known.paused_until : null),
    failures,
    running,
    version,
  };
};

/** Those who wait for the end of a pause come back over so many seconds, not all at once. */
const SPREAD_SECONDS = 120;

/** `until`, later by a part of {@link SPREAD_SECONDS} that is the request's own: the same each time, so that nobody overtakes twice. */
export const spread = (until: string, requestId: string): string => {
  let hash = 0;
  for (const character of requestId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return after(new Date(until), (SPREAD_SECONDS * hash) / 997);
};
