import type { ExportAttempt, Request } from '#domain/request.ts';

/** Of an attempt that the ERP has not said anything about. */
export const NOTHING_SAID = { message: null, field: null, receipt: null, found_nothing_at: null } as const;

/** True when nothing was begun since the last decision: its export never came to run, or its wake-up got lost. */
export const exportIsOutstanding = ({ decision, exports }: Request): boolean => {
  const last = exports.at(-1);
  return last === undefined || (decision !== null && last.started_at < decision.at);
};

/** Attempts since the last refusal, which settles what was open before it: see {@link mayHaveReachedErp}. */
const openAttempts = ({ exports }: Request): readonly ExportAttempt[] =>
  exports.slice(exports.findLastIndex(({ outcome }) => outcome === 'refused') + 1);

/**
 * True when an attempt may have reached the ERP and left no answer, so that a look-up must come before a repeat. A refusal
 * settles what was open before it: an attempt that did not get as far as its look-up does not end refused then.
 */
export const mayHaveReachedErp = (request: Request): boolean =>
  openAttempts(request).some(({ outcome }) => outcome === 'running' || outcome === 'unknown');

const isSilent = ({ outcome, found_nothing_at }: ExportAttempt): boolean =>
  outcome === 'running' || (outcome === 'unknown' && found_nothing_at === null);

/**
 * How far apart two look-ups that found nothing must lie before a job is made after silence (facts: R22). An ERP's search may
 * lag behind what it has written, and a call that nobody waits for any more may still be on its way.
 */
const LOOKS_APART_SECONDS = 60;

/**
 * May the job be made, now that a look-up found none? At once where no attempt can have reached the ERP, else only after an
 * earlier look-up since the last silence that found none either.
 */
export const isSurelyMissing = (request: Request, now: Date): boolean => {
  if (!mayHaveReachedErp(request)) return true;
  const since = request.exports.slice(request.exports.findLastIndex(isSilent) + 1);
  const first = since.find(({ found_nothing_at }) => found_nothing_at !== null)?.found_nothing_at;
  return first != null && now.getTime() - Date.parse(first) >= LOOKS_APART_SECONDS * 1000;
};

/**
 * How long a running attempt is left alone: the export Lambda's own time limit (120 s) and a margin. Whoever began it is
 * dead after that, and the next attempt looks up what it did.
 */
export const ATTEMPT_LEASE_SECONDS = 130;

/** True while somebody is at it: two attempts of one request never run at once. */
export const isBeingTried = ({ exports }: Request, now: Date): boolean => {
  const last = exports.at(-1);
  return last?.outcome === 'running' && now.getTime() - Date.parse(last.started_at) < ATTEMPT_LEASE_SECONDS * 1000;
};

/** A call that nobody waits for any more may still be carried out for so long: three times what an ERP's client waits. */
const STILL_COMES_SECONDS = 90;

/** True once no lost call can change anything in the ERP any more: what it says now is the end. */
export const nothingStillComes = ({ exports }: Request, now: Date): boolean => {
  const last = exports.findLast(isSilent);
  if (last === undefined) return true;
  const ended = last.ended_at ?? new Date(Date.parse(last.started_at) + ATTEMPT_LEASE_SECONDS * 1000).toISOString();
  return now.getTime() - Date.parse(ended) >= STILL_COMES_SECONDS * 1000;
};

/** An outcome that stays unknown for so long is a case for people (facts: R48): by then the ERP was asked several times. */
const CASE_AFTER_SECONDS = 15 * 60;

/** When people must be told that nobody knows whether the ERP has the job; null when that is known, or they have been told. */
export const caseDueAt = (request: Request): Date | null => {
  if (request.status !== 'exporting' || request.case_opened_at !== null || !mayHaveReachedErp(request)) return null;
  const first = openAttempts(request).find(isSilent)?.started_at ?? request.sent_at;
  const since = Math.max(Date.parse(first), Date.parse(request.decision?.at ?? first));
  return new Date(since + CASE_AFTER_SECONDS * 1000);
};

/**
 * How long an export waits for an ERP that is down before its approver decides: a weekend's maintenance, and the Monday that
 * it takes somebody to notice.
 */
const PATIENCE_SECONDS = 72 * 3600;

/** True while an export waits for the end of its ERP's pause. What operators hold waits as long as they do. */
export const waitsForErp = (
  { paused_until, held_by_operators: isHeld, held_last_at: heldLast, decision }: Request,
  now: Date,
): boolean => {
  if (paused_until === null || decision === null) return false;
  const since = Math.max(Date.parse(decision.at), Date.parse(heldLast ?? decision.at));
  return isHeld || now.getTime() - since < PATIENCE_SECONDS * 1000;
};
