import { simulate, type Options, type Outcome } from '#simulation/simulate.ts';

/** How often what is left is gone through again, because taking one thing out may make another one needless. */
const MOST_ROUNDS = 3;

/** What of a run is not muted yet. */
const left = ({ actions, faults }: Outcome, muted: ReadonlySet<string>): string[] =>
  [...actions, ...faults.map(({ id }) => id)].filter((id) => !muted.has(id));

const partsOf = (items: readonly string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/**
 * Switches off faults and people's actions, many at once and then one at a time, while the same invariant still breaks.
 * @returns what to mute for the smallest run that was found
 */
export const shrink = async (options: Options, failed: Outcome): Promise<ReadonlySet<string>> => {
  let muted: ReadonlySet<string> = new Set();
  let smallest = failed;
  const tryWithout = async (part: readonly string[]): Promise<boolean> => {
    const without = new Set([...muted, ...part]);
    const outcome = await simulate({ ...options, muted: without });
    if (outcome.violation?.invariant !== failed.violation?.invariant) return false;
    [muted, smallest] = [without, outcome];
    return true;
  };
  const goThrough = async (size: number): Promise<boolean> => {
    let isSmaller = false;
    for (const part of partsOf(left(smallest, muted), size)) isSmaller = (await tryWithout(part)) || isSmaller;
    return isSmaller;
  };
  for (let size = Math.ceil(left(failed, muted).length / 2); size > 1; size = Math.ceil(size / 2))
    await goThrough(size);
  for (let round = 0; round < MOST_ROUNDS; round += 1) if (!(await goThrough(1))) break;
  return muted;
};
