import * as z from 'zod';
import { addDuration } from '#domain/calendar.ts';
import { duration } from '#domain/duration.ts';
import { WrongUsage, type Given } from '#ops/command.ts';

/** What a pause takes: its end. */
export const UNTIL = '[--for P1D | --until 2026-12-01T08:00:00Z]';

export const untilOptions = { for: { type: 'string' }, until: { type: 'string' } } as const;

/** Of a pause that is given none: nothing waits without an end, and a day later somebody is there to think again. */
const USUAL = 'P1D';

/** A longer pause is one that somebody forgot. It may be set again. */
const LONGEST_DAYS = 30;

const instant = z.iso.datetime({ offset: true });

/** When a pause is over. @throws {WrongUsage} for an end that is malformed, past, or more than 30 days ahead. */
export const untilIn = ({ options }: Given, now: Date): Date => {
  const { for: length, until } = options;
  if (length !== undefined && until !== undefined) throw new WrongUsage('Say --for or --until, not both.');
  const end = until === undefined ? afterLength(length ?? USUAL, now) : momentIn(until);
  const longest = addDuration(now, `P${LONGEST_DAYS}D`, null);
  if (end <= now) throw new WrongUsage('The end of the pause has passed already.');
  if (end > longest) throw new WrongUsage(`A pause lasts at most ${LONGEST_DAYS} days; it may be set again.`);
  return end;
};

const afterLength = (typed: string | boolean, now: Date): Date => {
  const { data, error } = duration.safeParse(typed);
  if (data === undefined) throw new WrongUsage(`--for ${error.issues[0]?.message ?? 'is malformed'}.`);
  return addDuration(now, data, null);
};

const momentIn = (typed: string | boolean): Date => {
  const { data } = instant.safeParse(typed);
  if (data === undefined) throw new WrongUsage('--until must be a moment such as 2026-12-01T08:00:00Z.');
  return new Date(data);
};
