import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAlwaysSooner, longestMs } from '#domain/any-start.ts';
import { addDuration, calendar, isWorkingDay, type Calendar } from '#domain/calendar.ts';
import { DAY_MS } from '#domain/local-time.ts';

const HOUR_MS = 3_600_000;
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const MONDAY = Date.parse('2026-11-23T00:00:00.000Z');

const week = calendar.parse({ time_zone: 'Europe/Berlin' });
const everyDay = calendar.parse({ time_zone: 'Europe/Berlin', working_days: [...WEEK] });
const withHoliday = calendar.parse({ time_zone: 'Europe/Berlin', holidays: ['2031-05-29'] });

describe('a duration that is to end before another', () => {
  it.each<[boolean, string, string, string, Calendar | null]>([
    [true, 'P1D', 'PT24H1S', 'all time being alike', null],
    [false, 'P1D', 'PT24H', 'all time being alike', null],
    [true, 'P4D', 'P1W', 'in a week of five days', week],
    [false, 'P5D', 'P1W', 'in a week of five days', week],
    [true, 'P2D', 'PT97H1S', 'over a weekend with an hour more', week],
    [false, 'P2D', 'PT72H', 'over a weekend', week],
    [false, 'PT10H', 'PT30H', 'on Saturday, and the other in the small hours of Sunday', week],
    [true, 'P3D', 'PT122H', 'without a holiday', week],
    [false, 'P3D', 'PT122H', 'over a holiday', withHoliday],
    [false, 'P1DT23H30M', 'P2D', 'where clocks skip an hour', everyDay],
  ])('does so always, %s: %s before %s, %s', (expected, first, second, _, company) => {
    expect(isAlwaysSooner(first, second, company)).toBe(expected);
  });

  const hours = fc.integer({ min: 1, max: 80 });
  const duration = fc
    .tuple(fc.integer({ min: 0, max: 6 }), fc.option(hours, { nil: 0 }))
    .filter(([days, more]) => days + more > 0)
    .map(([days, more]) => `P${days}D${more > 0 ? `T${more}H` : ''}`);
  const company = (holidays: readonly string[]) =>
    fc
      .tuple(
        fc.subarray([...WEEK], { minLength: 1 }),
        fc.subarray([...holidays]),
        fc.constantFrom('UTC', 'Asia/Tokyo', 'America/Phoenix'),
      )
      .map(([working_days, free, time_zone]) => calendar.parse({ time_zone, working_days, holidays: free }));
  const isSooner = (first: string, second: string, given: Calendar, at: Date): boolean =>
    addDuration(at, first, given) < addDuration(at, second, given);

  it('does so from every working day, when it is said to: any hour, any weekday, holidays before and after', () => {
    const holidays = ['2026-11-26', '2026-11-27', '2026-12-24', '2026-12-25', '2027-01-01'];
    const start = fc.date({ min: new Date('2025-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(
        company(holidays),
        duration,
        duration,
        fc.array(start, { minLength: 50, maxLength: 50 }),
        (...given) => {
          const [own, first, second, starts] = given;
          fc.pre(isAlwaysSooner(first, second, own));
          for (const at of starts.filter((each) => isWorkingDay(each, own))) {
            expect(isSooner(first, second, own, at), at.toISOString()).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('fails to from some hour of the week, when it is said not to', () => {
    const hoursOfTwoWeeks = Array.from({ length: 14 * 24 }, (_, hour) => new Date(MONDAY + hour * HOUR_MS));
    fc.assert(
      fc.property(company([]), duration, duration, (own, first, second) => {
        const working = hoursOfTwoWeeks.filter((at) => isWorkingDay(at, own));
        const isSo = working.every((at) => isSooner(first, second, own, at));
        expect(isAlwaysSooner(first, second, own)).toBe(isSo);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the longest that a duration takes', () => {
  it.each<[number, string, Calendar | null]>([
    [1, 'P1D', null],
    [3, 'P1D', week],
    [7, 'P1W', week],
    [366, 'PT8736H', week],
    [4, 'P2D', week],
    [5, 'P2D', withHoliday],
    [3, 'PT24H', week],
  ])('is %d days: %s', (days, duration, company) => {
    expect(Math.round(longestMs(duration, company) / DAY_MS)).toBe(days);
  });
});
