import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { mutations } from '#simulation/mutations.ts';

const found = z.object({
  name: z.string(),
  seed: z.number().nullable(),
  violation: z.object({ invariant: z.string() }).nullable(),
});

const PROGRAM = new URL('../../simulation/run/mutants.ts', import.meta.url).pathname;

/** Every other mutation in a process of its own: there are two cores. */
const resultsOf = async (half: 'even' | 'odd'): Promise<z.infer<typeof found>[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, half]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => found.parse(JSON.parse(line)));
};

describe('the simulation fails without', () => {
  const results = new Map<string, z.infer<typeof found>>();
  beforeAll(async () => {
    const [even, odd] = await Promise.all([resultsOf('even'), resultsOf('odd')]);
    for (const result of [...even, ...odd]) results.set(result.name, result);
  });

  it.each(mutations.map(({ name, breaks }) => [name, breaks] as const))('%s', (name, breaks) => {
    expect(breaks).toContain(results.get(name)?.violation?.invariant);
  });
});

it('every invariant is broken by one mutation at least', () => {
  const broken = new Set(mutations.flatMap(({ breaks }) => breaks));
  expect([...broken].sort()).toEqual(['I1', 'I10', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9']);
});
