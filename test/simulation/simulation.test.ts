import { expect, it } from 'vitest';
import { reportOf } from '#simulation/report.ts';
import { runSeeds } from '#simulation/run/seeds.ts';
import { simulate, type Outcome } from '#simulation/simulate.ts';

const SEEDS = { from: 1, count: 100 };

it('holds every invariant', async () => {
  const { seeds, broken, faults } = await runSeeds(SEEDS);
  const report =
    broken[0] === undefined ? [] : await reportOf({ seed: broken[0] }, await simulate({ seed: broken[0] }));
  expect(report.join('\n')).toBe('');
  expect(seeds).toBe(SEEDS.count);
  expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(SEEDS.count);
});

it('lives the same life again', async () => {
  const lifeOf = async (seed: number): Promise<{ lines: string[]; outcome: Outcome }> => {
    const lines: string[] = [];
    const outcome = await simulate({ seed, trace: (at, who, what) => lines.push(`${at} ${who} ${what}`) });
    return { lines, outcome };
  };
  const first = await lifeOf(7);
  expect(await lifeOf(7)).toEqual(first);
  expect(first.lines.length).toBeGreaterThan(100);
});

it('does without what is muted, and lives the rest', async () => {
  const whole = await simulate({ seed: 7 });
  const muted = new Set(whole.faults.map(({ id }) => id));
  const calm = await simulate({ seed: 7, muted });
  expect(muted.size).toBeGreaterThan(0);
  expect(calm.faults.filter(({ id }) => muted.has(id))).toEqual([]);
  expect(calm.violation).toBeNull();
});
