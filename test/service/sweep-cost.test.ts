import { expect, it } from 'vitest';
import { sweepCosts } from '#bench/sweep.ts';

it('costs what is due and not what there is: a read and a write per due project, and as many queries as there are shards', async () => {
  const costs = await sweepCosts([50, 1_000], [0, 20]);
  const counted = [50, 1_000].map((total) =>
    [0, 20].map((due) => {
      const { calls, items } = costs.get(total)!.get(due)!;
      return { calls, items };
    }),
  );
  const expected = [
    { calls: 4, items: 0 },
    { calls: 4 + 20 * 2, items: 20 * 2 },
  ];
  expect(counted).toEqual([expected, expected]);
});
