import * as z from 'zod/mini';

const SECONDS = { weeks: 604_800, days: 86_400, hours: 3_600, minutes: 60, seconds: 1 };

/**
 * ISO 8601 duration (`P14D`, `PT90S`) of whole seconds up to a year, the longest a Step Functions execution may wait.
 * Years and months are refused: their length depends on the calendar.
 */
export const duration = z.string().check(
  z.regex(
    /^P(?=\d|T\d)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/,
    'must be an ISO 8601 duration of weeks, days, hours, minutes or seconds, such as P14D',
  ),
  z.refine(
    (text) => durationSeconds(text) >= 1 && durationSeconds(text) <= 365 * SECONDS.days,
    'must be between one second and 365 days',
  ),
);

/** An ISO 8601 duration as its weeks, its days, and the seconds of its hours, minutes and seconds together. */
export function durationParts(text: string): {
  readonly weeks: number;
  readonly days: number;
  readonly seconds: number;
} {
  const [date = '', time = ''] = text.slice(1).split('T');
  const amount = (part: string, unit: string): number => Number(new RegExp(`(\\d+)${unit}`).exec(part)?.[1] ?? 0);
  const seconds =
    amount(time, 'H') * SECONDS.hours + amount(time, 'M') * SECONDS.minutes + amount(time, 'S') * SECONDS.seconds;
  return { weeks: amount(date, 'W'), days: amount(date, 'D'), seconds };
}

/** Length of an ISO 8601 duration in seconds. */
export function durationSeconds(text: string): number {
  const { weeks, days, seconds } = durationParts(text);
  return weeks * SECONDS.weeks + days * SECONDS.days + seconds;
}
