import { expect, it } from 'vitest';
import { countAwsCalls } from '#bench/aws-calls.ts';

it('needs at most three AWS calls for a first send and for a decision', async () => {
  const { send, decide } = await countAwsCalls();
  expect(send).toBeLessThanOrEqual(3);
  expect(decide).toBeLessThanOrEqual(3);
});
