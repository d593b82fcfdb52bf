import { addDuration, isWorkingDay, type Calendar } from '#domain/calendar.ts';
import { durationParts, durationSeconds } from '#domain/duration.ts';
import { DAY_MS, instantOf } from '#domain/local-time.ts';

/** No window is longer than a year, so what comes later is not met from a day. */
const DAYS_AHEAD = 366;

/** Stands for any year, where the calendar names no holiday. */
const SOME_NEW_YEAR = '2027-01-01';

/** All that can make a difference: the year before each holiday, which has every weekday and both changes of the clocks, too. */
const startDays = ({ holidays }: Calendar): Set<number> => {
  const ends = (holidays.length === 0 ? [SOME_NEW_YEAR] : holidays).map((date) => Date.parse(date) / DAY_MS);
  return new Set(ends.flatMap((end) => Array.from({ length: DAYS_AHEAD + 1 }, (_, back) => end - back)));
};

/** Milliseconds since midnight. From each on, one of the durations ends a day later; until the next all ends move alike. */
const startTimes = (durations: readonly string[]): Set<number> =>
  new Set([0, ...durations.map((each) => (DAY_MS - ((durationParts(each).seconds * 1000) % DAY_MS)) % DAY_MS)]);

const startsOf = (calendar: Calendar, durations: readonly string[]): Date[] => {
  const times = [...startTimes(durations)];
  return [...startDays(calendar)].flatMap((day) => times.map((time) => instantOf({ day, time }, calendar.time_zone)));
};

/** The longest time that a duration takes, whenever it begins. Milliseconds. */
export const longestMs = (duration: string, calendar: Calendar | null): number =>
  calendar === null
    ? durationSeconds(duration) * 1000
    : startsOf(calendar, [duration])
        .map((start) => addDuration(start, duration, calendar).getTime() - start.getTime())
        .reduce((longest, each) => Math.max(longest, each));

/**
 * True when the first duration ends before the second from whatever working day both begin on. Not from days off: ends on them
 * move on, keeping their hour, and no two lengths in hours keep their order from every hour of a weekend.
 */
export const isAlwaysSooner = (first: string, second: string, calendar: Calendar | null): boolean =>
  calendar === null
    ? durationSeconds(first) < durationSeconds(second)
    : startsOf(calendar, [first, second])
        .filter((start) => isWorkingDay(start, calendar))
        .every((start) => addDuration(start, first, calendar) < addDuration(start, second, calendar));
