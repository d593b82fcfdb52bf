import * as z from 'zod/mini';
import { durationParts, durationSeconds } from '#domain/duration.ts';
import { DAY_MS, instantOf, isTimeZone, localTimeAt } from '#domain/local-time.ts';

/** In the order of `Date.getUTCDay`. */
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** More than ten years of any country's. */
const MOST_HOLIDAYS = 400;

/** When a company works. */
export const calendar = z.object({
  time_zone: z
    .string()
    .check(z.refine(isTimeZone, 'must be the name of an IANA time zone, such as America/Los_Angeles')),
  working_days: z._default(z.array(z.enum(WEEKDAYS)).check(z.minLength(1, 'must name at least one day, such as mon')), [
    'mon',
    'tue',
    'wed',
    'thu',
    'fri',
  ]),
  /** Days in the calendar's time zone on which nobody works. */
  holidays: z._default(
    z.array(z.iso.date()).check(z.maxLength(MOST_HOLIDAYS, `must hold at most ${MOST_HOLIDAYS} days`)),
    [],
  ),
});
export type Calendar = z.infer<typeof calendar>;

/**
 * Tells working days, counted from 1970-01-01. There always is a next one: beside a working weekday, finitely many holidays
 * put it off finitely.
 * @throws {RangeError} without any working weekday.
 */
const workingDaysOf = ({ working_days, holidays }: Calendar) => {
  const weekdays = new Set(working_days.map((name) => WEEKDAYS.indexOf(name)));
  if (weekdays.size === 0) throw new RangeError('The calendar has no working day.');
  const free = new Set(holidays.map((date) => Date.parse(date) / DAY_MS));
  const isWorking = (day: number): boolean => weekdays.has(new Date(day * DAY_MS).getUTCDay()) && !free.has(day);
  const next = (day: number): number => {
    let later = day + 1;
    while (!isWorking(later)) later += 1;
    return later;
  };
  return { perWeek: weekdays.size, isWorking, next };
};

/** True on a day on which the company works, in its time zone. */
export const isWorkingDay = (at: Date, calendar: Calendar): boolean =>
  workingDaysOf(calendar).isWorking(localTimeAt(at, calendar.time_zone).day);

/** The same local time so many working days later; 0 is `from` itself. */
const addWorkingDays = (from: Date, days: number, calendar: Calendar): Date => {
  if (days === 0) return from;
  const { next } = workingDaysOf(calendar);
  const start = localTimeAt(from, calendar.time_zone);
  let { day } = start;
  for (let left = days; left > 0; left -= 1) day = next(day);
  return instantOf({ ...start, day }, calendar.time_zone);
};

/**
 * The end of an ISO 8601 duration. Without a calendar all of it is elapsed time. With one, its days are working days at the same
 * local time (a week is as many as the calendar's week has); hours, minutes and seconds elapse after them; an end on a day off
 * moves on to the next working day at the same local time. So a later start may end earlier: one day from Saturday 15:00 is
 * Monday 15:00, from Sunday 10:00 Monday 10:00.
 */
export const addDuration = (from: Date, duration: string, calendar: Calendar | null): Date => {
  if (calendar === null) return new Date(from.getTime() + durationSeconds(duration) * 1000);
  const { perWeek, isWorking } = workingDaysOf(calendar);
  const { weeks, days, seconds } = durationParts(duration);
  let end = addWorkingDays(from, weeks * perWeek + days, calendar);
  end = new Date(end.getTime() + seconds * 1000);
  // Again where clocks that skip midnight lead into a day off.
  while (!isWorking(localTimeAt(end, calendar.time_zone).day)) end = addWorkingDays(end, 1, calendar);
  return end;
};

/** The date in a time zone, `YYYY-MM-DD`. @throws {RangeError} for an unknown time zone. */
export const localDay = (at: Date, timeZone: string): string =>
  new Date(localTimeAt(at, timeZone).day * DAY_MS).toISOString().slice(0, 10);

/** When a date, or the day so many days after it, begins in a time zone. @throws {RangeError} for an unknown time zone. */
export const dayStart = (date: string, daysAfter: number, timeZone: string): Date =>
  instantOf({ day: Date.parse(date) / DAY_MS + daysAfter, time: 0 }, timeZone);

/** The next instant strictly after `after` that has the local time `HH:MM` on a working day. */
export const nextLocalTime = (after: Date, time: string, calendar: Calendar): Date => {
  const { next } = workingDaysOf(calendar);
  const sinceMidnight = Date.parse(`1970-01-01T${time}Z`);
  // From yesterday on: where clocks skip midnight, a time of yesterday comes today.
  let day = localTimeAt(after, calendar.time_zone).day - 2;
  for (;;) {
    day = next(day);
    const instant = instantOf({ day, time: sinceMidnight }, calendar.time_zone);
    if (instant > after) return instant;
  }
};
