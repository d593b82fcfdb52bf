import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { addDuration, calendar, dayStart, localDay, nextLocalTime, type Calendar } from '#domain/calendar.ts';
import { durationSeconds } from '#domain/duration.ts';

/** Half hours, quarter hours and no summer time; clocks that skip or repeat midnight; half an hour of summer time. */
const ZONES = [
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'America/Nuuk',
  'Europe/Berlin',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
];

const WEEK: Calendar['working_days'] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const zoned = (at: Date, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);

const dateOf = (at: Temporal.ZonedDateTime): Date => new Date(at.epochMilliseconds);

const isDayOff = (date: Temporal.PlainDate, { working_days, holidays }: Calendar): boolean =>
  !working_days.includes(WEEK[date.dayOfWeek - 1]!) || holidays.includes(date.toString());

const workingDayAfter = (date: Temporal.PlainDate, calendar: Calendar): Temporal.PlainDate => {
  let next = date.add({ days: 1 });
  while (isDayOff(next, calendar)) next = next.add({ days: 1 });
  return next;
};

/** The rule in Temporal's words. */
const expectedEnd = (from: Date, text: string, calendar: Calendar): Date => {
  const { weeks, days, hours, minutes, seconds } = Temporal.Duration.from(text);
  let end = zoned(from, calendar.time_zone);
  const nextWorkingDay = (at: Temporal.ZonedDateTime, count: number) => {
    let date = at.toPlainDate();
    for (let day = 0; day < count; day += 1) date = workingDayAfter(date, calendar);
    return date.toZonedDateTime({ timeZone: calendar.time_zone, plainTime: at.toPlainTime() });
  };
  const workingDays = weeks * calendar.working_days.length + days;
  if (workingDays > 0) end = nextWorkingDay(end, workingDays);
  end = end.add({ hours, minutes, seconds });
  while (isDayOff(end.toPlainDate(), calendar)) end = nextWorkingDay(end, 1);
  return dateOf(end);
};

const instants = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2035-12-31T00:00:00Z'),
  noInvalidDate: true,
});

/** Some whole days before a change of the clocks, at about its local time; any instant in zones that have none. */
const beforeChange = (timeZone: string) =>
  fc.tuple(instants, fc.nat({ max: 7 }), fc.integer({ min: -120, max: 480 })).map(([at, days, minutes]) => {
    const change = zoned(at, timeZone).getTimeZoneTransition('next');
    return change === null ? at : dateOf(change.subtract({ days }).add({ minutes }));
  });

const zoneAndInstant = fc
  .constantFrom(...ZONES)
  .chain((timeZone) => fc.tuple(fc.constant(timeZone), fc.oneof(instants, beforeChange(timeZone))));

/** A calendar whose holidays lie around an instant, and that instant. */
const calendarAndInstant = zoneAndInstant.chain(([time_zone, at]) =>
  fc.record({
    at: fc.constant(at),
    calendar: fc.record({
      time_zone: fc.constant(time_zone),
      working_days: fc.oneof(fc.constant(WEEK.slice(0, 5)), fc.constant(WEEK), fc.subarray(WEEK, { minLength: 1 })),
      holidays: fc
        .array(fc.integer({ min: -1, max: 20 }), { maxLength: 8 })
        .map((days) => days.map((day) => zoned(at, time_zone).toPlainDate().add({ days: day }).toString())),
    }),
  }),
);

const durations = fc.oneof(
  fc.nat({ max: 60 }).map((days) => `P${days}D`),
  fc.nat({ max: 7 }).map((days) => `P${days}D`),
  fc.nat({ max: 100 }).map((hours) => `PT${hours}H`),
  fc
    .tuple(fc.nat({ max: 2 }), fc.nat({ max: 8 }), fc.nat({ max: 30 }), fc.nat({ max: 90 }), fc.nat({ max: 90 }))
    .map(([weeks, days, hours, minutes, seconds]) => `P${weeks}W${days}DT${hours}H${minutes}M${seconds}S`),
);

const BERLIN = calendar.parse({ time_zone: 'Europe/Berlin' });

const local = (text: string, timeZone = BERLIN.time_zone): Date =>
  dateOf(Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone));

/** What clocks show, to the minute. */
const shown = (at: Date, timeZone = BERLIN.time_zone): string =>
  zoned(at, timeZone).toString({ smallestUnit: 'minute', timeZoneName: 'never' });

describe('a duration from an instant', () => {
  it('ends where Temporal counts to, in any zone, across any change of the clocks', () => {
    fc.assert(
      fc.property(calendarAndInstant, durations, ({ at, calendar }, duration) => {
        expect(addDuration(at, duration, calendar)).toEqual(expectedEnd(at, duration, calendar));
      }),
      { numRuns: 600 },
    );
  });

  it('is elapsed time without a calendar', () => {
    fc.assert(
      fc.property(instants, durations, (at, duration) => {
        expect(addDuration(at, duration, null).getTime() - at.getTime()).toBe(durationSeconds(duration) * 1000);
      }),
    );
  });

  // 2026-11-20 is a Friday.
  it.each([
    ['Friday, one day', '2026-11-20T15:00', 'P1D', '2026-11-23T15:00+01:00'],
    ['Saturday, one day', '2026-11-21T15:00', 'P1D', '2026-11-23T15:00+01:00'],
    ['Friday, a week of five working days', '2026-11-20T15:00', 'P1W', '2026-11-27T15:00+01:00'],
    ['Friday, two weeks and a day', '2026-11-20T15:00', 'P2W1D', '2026-12-07T15:00+01:00'],
    ['Friday, a day and a half', '2026-11-20T15:00', 'P1DT12H', '2026-11-24T03:00+01:00'],
    ['Thursday, a day and a half, which end on a Saturday', '2026-11-19T15:00', 'P1DT12H', '2026-11-23T03:00+01:00'],
    ['Friday, hours that end on a Saturday', '2026-11-20T15:00', 'PT10H', '2026-11-23T01:00+01:00'],
    ['Saturday, hours that end on the same day', '2026-11-21T15:00', 'PT1H', '2026-11-23T16:00+01:00'],
    ['Friday, hours that pass the days off', '2026-11-20T15:00', 'PT72H', '2026-11-23T15:00+01:00'],
    ['over the end of summer time', '2026-10-23T15:00', 'P1D', '2026-10-26T15:00+01:00'],
    ['over the beginning of summer time', '2026-03-27T15:00', 'P1D', '2026-03-30T15:00+02:00'],
    ['365 working days', '2026-01-01T12:00', 'P365D', '2027-05-27T12:00+02:00'],
  ])('%s', (_, from, duration, end) => {
    expect(shown(addDuration(local(from), duration, BERLIN))).toBe(end);
  });

  it('passes over holidays, and counts those on days off only once', () => {
    const holidays = ['2026-12-25', '2026-12-26', '2027-01-01'];
    expect(shown(addDuration(local('2026-12-24T09:00'), 'P1D', { ...BERLIN, holidays }))).toBe(
      '2026-12-28T09:00+01:00',
    );
    expect(shown(addDuration(local('2026-12-24T09:00'), 'P1W', { ...BERLIN, holidays }))).toBe(
      '2027-01-04T09:00+01:00',
    );
    expect(shown(addDuration(local('2026-12-24T20:00'), 'PT5H', { ...BERLIN, holidays }))).toBe(
      '2026-12-28T01:00+01:00',
    );
  });

  it.each([
    ['a time that the clocks skip is put off as they are', '2026-03-28T02:30', '2026-03-29T03:30+02:00'],
    ['of a time that occurs twice it is the earlier', '2026-10-24T02:30', '2026-10-25T02:30+02:00'],
  ])('%s', (_, from, end) => {
    expect(shown(addDuration(local(from), 'P1D', { ...BERLIN, working_days: WEEK }))).toBe(end);
  });

  it.each([
    ['America/Los_Angeles', '2026-03-07T03:30', '2026-03-08T03:30-07:00'],
    ['America/Los_Angeles', '2026-03-07T02:30', '2026-03-08T03:30-07:00'],
    ['America/Los_Angeles', '2026-10-31T01:30', '2026-11-01T01:30-07:00'],
    ['America/Los_Angeles', '2026-10-31T02:00', '2026-11-01T02:00-08:00'],
    ['Australia/Lord_Howe', '2026-10-03T02:15', '2026-10-04T02:45+11:00'],
    ['Australia/Lord_Howe', '2026-04-04T01:45', '2026-04-05T01:45+11:00'],
    ['America/Santiago', '2026-09-05T00:30', '2026-09-06T01:30-03:00'],
  ])('in %s, a day from %s, ends at %s', (time_zone, from, end) => {
    const everyDay: Calendar = { time_zone, working_days: WEEK, holidays: [] };
    expect(shown(addDuration(local(from, time_zone), 'P1D', everyDay), time_zone)).toBe(end);
  });

  it('moves on again when skipped clocks lead into a day off', () => {
    const nuuk: Calendar = { time_zone: 'America/Nuuk', working_days: ['sat', 'mon'], holidays: [] };
    const friday = local('2026-03-27T22:30', nuuk.time_zone);
    expect(shown(addDuration(friday, 'PT1H', nuuk), nuuk.time_zone)).toBe('2026-03-30T00:30-01:00');
  });

  it('keeps the second of two equal local times when no day passes', () => {
    const second = new Date('2026-10-25T01:30:00Z');
    expect(addDuration(second, 'PT1S', { ...BERLIN, working_days: WEEK })).toEqual(new Date('2026-10-25T01:30:01Z'));
  });

  it('finds the working day behind as many holidays as a calendar takes', () => {
    const monday = Temporal.PlainDate.from('2026-01-05');
    const holidays = Array.from({ length: 400 }, (_, week) => monday.add({ weeks: week }).toString());
    const mondays = calendar.parse({ time_zone: 'Europe/Berlin', working_days: ['mon'], holidays });
    expect(shown(addDuration(local('2026-01-01T12:00'), 'P1D', mondays))).toBe('2033-09-05T12:00+02:00');
  });

  it('cannot end without a working day', () => {
    expect(() => addDuration(new Date(0), 'P1D', { ...BERLIN, working_days: [] })).toThrow('has no working day');
  });
});

describe('the local day', () => {
  it('is Temporal’s', () => {
    fc.assert(
      fc.property(zoneAndInstant, ([timeZone, at]) => {
        expect(localDay(at, timeZone)).toBe(zoned(at, timeZone).toPlainDate().toString());
      }),
    );
  });
});

describe('the start of a day', () => {
  it('is the first instant of that date, also where clocks skip midnight or show it twice', () => {
    fc.assert(
      fc.property(zoneAndInstant, fc.nat({ max: 3 }), ([timeZone, at], days) => {
        const today = zoned(at, timeZone).startOfDay();
        const later = today.add({ days }).startOfDay();
        expect(dayStart(localDay(at, timeZone), days, timeZone)).toEqual(new Date(later.epochMilliseconds));
      }),
    );
  });
});

describe('the next local time', () => {
  const times = fc.tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }));

  it('is the first later one among those of all working days around', () => {
    fc.assert(
      fc.property(calendarAndInstant, times, ({ at, calendar }, [hour, minute]) => {
        const time = new Temporal.PlainTime(hour, minute);
        const first = zoned(at, calendar.time_zone).toPlainDate().subtract({ days: 2 });
        const later = Array.from({ length: 40 }, (_, days) => first.add({ days }))
          .filter((date) => !isDayOff(date, calendar))
          .map((date) => dateOf(date.toZonedDateTime({ timeZone: calendar.time_zone, plainTime: time })))
          .filter((instant) => instant > at);
        expect(nextLocalTime(at, time.toString().slice(0, 5), calendar)).toEqual(later[0]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['before it, the same day', '2026-11-20T07:59', '2026-11-20T08:00+01:00'],
    ['at that very time, the next working day', '2026-11-20T08:00', '2026-11-23T08:00+01:00'],
    ['on a day off, the next working day', '2026-11-21T07:00', '2026-11-23T08:00+01:00'],
    ['over the beginning of summer time', '2026-03-27T09:00', '2026-03-30T08:00+02:00'],
  ])('%s', (_, after, next) => {
    expect(shown(nextLocalTime(local(after), '08:00', BERLIN))).toBe(next);
  });

  it('of yesterday comes today where the clocks skip midnight', () => {
    const nuuk: Calendar = { time_zone: 'America/Nuuk', working_days: ['sat'], holidays: [] };
    const sunday = new Date('2026-03-29T01:10:00Z');
    expect(localDay(sunday, nuuk.time_zone)).toBe('2026-03-29');
    expect(shown(nextLocalTime(sunday, '23:30', nuuk), nuuk.time_zone)).toBe('2026-03-29T00:30-01:00');
  });
});

describe('a calendar', () => {
  it('works from Monday to Friday unless it says otherwise', () => {
    expect(BERLIN).toEqual({ time_zone: 'Europe/Berlin', working_days: WEEK.slice(0, 5), holidays: [] });
  });

  it.each(ZONES)('may be in %s', (time_zone) => {
    expect(calendar.safeParse({ time_zone }).success).toBe(true);
  });

  it.each([
    [{ time_zone: 'Mars/Base' }, 'must be the name of an IANA time zone, such as America/Los_Angeles'],
    [{ time_zone: '' }, 'must be the name of an IANA time zone, such as America/Los_Angeles'],
    [{ time_zone: '+02:00' }, 'must be the name of an IANA time zone, such as America/Los_Angeles'],
    [{ time_zone: 'UTC', working_days: [] }, 'must name at least one day, such as mon'],
    [{ time_zone: 'UTC', working_days: ['monday'] }, undefined],
    [{ time_zone: 'UTC', holidays: ['2026-02-29'] }, undefined],
    [{ time_zone: 'UTC', holidays: ['24.12.2026'] }, undefined],
    [{}, undefined],
  ])('is not %j', (value, message) => {
    const { error } = calendar.safeParse(value);
    expect(error?.issues).toHaveLength(1);
    if (message !== undefined) expect(error?.issues[0]?.message).toBe(message);
  });

  it('holds at most 400 holidays', () => {
    const holidays = (length: number) => Array.from({ length }, () => '2026-12-24');
    expect(calendar.safeParse({ time_zone: 'UTC', holidays: holidays(400) }).success).toBe(true);
    expect(calendar.safeParse({ time_zone: 'UTC', holidays: holidays(401) }).error?.issues).toMatchObject([
      { path: ['holidays'], message: 'must hold at most 400 days' },
    ]);
  });
});
