export const DAY_MS = 86_400_000;

/** Filled on first use: the first one made costs some 15 ms, which a function's start must not pay. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** @throws {RangeError} for an unknown time zone. */
const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(timeZone, clock);
  return clock;
};

/** True for the name of an IANA time zone. Intl also takes offsets such as +02:00, which know no summer time. */
export const isTimeZone = (name: string): boolean => {
  try {
    clockOf(name);
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
};

/** How far a zone's clocks are ahead of UTC. Milliseconds. */
const offsetAt = (instant: number, timeZone: string): number => {
  // Asking Intl takes longer than most of what a day is asked for, and most companies have no calendar of their own.
  if (timeZone === 'UTC') return 0;
  const parts = clockOf(timeZone).formatToParts(instant);
  const field = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const [year, month, day] = [field('year'), field('month'), field('day')];
  const shown = Date.UTC(year, month - 1, day, field('hour'), field('minute'), field('second'));
  return shown - Math.floor(instant / 1000) * 1000;
};

/** What calendar and clock show: the days since 1970-01-01, and the milliseconds since that day's midnight. */
export interface LocalTime {
  readonly day: number;
  readonly time: number;
}

/** What calendar and clock show in a zone. @throws {RangeError} for an unknown time zone. */
export const localTimeAt = (at: Date, timeZone: string): LocalTime => {
  const local = at.getTime() + offsetAt(at.getTime(), timeZone);
  const day = Math.floor(local / DAY_MS);
  return { day, time: local - day * DAY_MS };
};

/**
 * The instant of a local time: the earlier one of a time that occurs twice; a time that a change of the clocks skips is put off
 * by as much as the clocks are (02:30 becomes 03:30). Temporal calls this disambiguation "compatible".
 * @throws {RangeError} for an unknown time zone.
 */
export const instantOf = ({ day, time }: LocalTime, timeZone: string): Date => {
  const local = day * DAY_MS + time;
  // No zone changes its clocks twice within two days, so one of these two offsets holds at the local time.
  const before = offsetAt(local - DAY_MS, timeZone);
  const after = offsetAt(local + DAY_MS, timeZone);
  const offset = [before, after].find((each) => offsetAt(local - each, timeZone) === each) ?? before;
  return new Date(local - offset);
};
