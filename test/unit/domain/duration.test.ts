import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, durationSeconds } from '#domain/duration.ts';

const part = fc.option(fc.nat({ max: 400 }), { nil: undefined });

/** Durations with any of their parts, and their length added up from parts and not from text. */
const durations = fc.record({ W: part, D: part, H: part, M: part, S: part }).map(({ W, D, H, M, S }) => {
  const text = (letter: string, amount: number | undefined) => (amount === undefined ? '' : `${amount}${letter}`);
  const time = text('H', H) + text('M', M) + text('S', S);
  return {
    text: `P${text('W', W)}${text('D', D)}${time === '' ? '' : `T${time}`}`,
    seconds: ((((W ?? 0) * 7 + (D ?? 0)) * 24 + (H ?? 0)) * 60 + (M ?? 0)) * 60 + (S ?? 0),
  };
});

const YEAR = 365 * 24 * 60 * 60;

describe('a duration', () => {
  it('lasts as long as its parts together, and is taken from one second to 365 days', () => {
    fc.assert(
      fc.property(durations, ({ text, seconds }) => {
        expect(duration.safeParse(text).success).toBe(seconds >= 1 && seconds <= YEAR);
        if (text !== 'P') expect(durationSeconds(text)).toBe(seconds);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['P14D', 1_209_600],
    ['PT90S', 90],
    ['PT1M', 60],
    ['P2W', 1_209_600],
    ['P1DT12H', 129_600],
    ['PT31536000S', YEAR],
    ['P365D', YEAR],
  ])('%s lasts %i seconds', (text, seconds) => {
    expect(durationSeconds(duration.parse(text))).toBe(seconds);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1',
    '14D',
    'p14d',
    'P1Y',
    'P1M',
    'P1DT',
    'P1H',
    'PT1D',
    'P1D2W',
    'PT1S1M',
    'P-1D',
    'P1.5D',
    'PT0S',
    'P366D',
    'PT31536001S',
    ' P1D',
    'P1D\n',
    `P${'9'.repeat(400)}D`,
  ])('is not %j', (text) => {
    expect(duration.safeParse(text).success).toBe(false);
  });
});
