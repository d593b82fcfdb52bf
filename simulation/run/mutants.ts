import { loadMutated } from '#simulation/mutated.ts';
import { mutations } from '#simulation/mutations.ts';
import type { simulate as Simulate, Outcome } from '#simulation/simulate.ts';

/**
 * Runs seeds without each guard in turn, until an invariant breaks, and writes a line of JSON for each. The modules are loaded
 * by Node itself, which is why tests call this as a program.
 */
const MOST_SEEDS = 400;

loadMutated((index) => mutations[Number(index)]?.patches ?? []);

const firstBroken = async (simulate: typeof Simulate, breaks: readonly string[]): Promise<Outcome | null> => {
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const outcome = await simulate({ seed });
    if (outcome.violation !== null && breaks.includes(outcome.violation.invariant)) return outcome;
  }
  return null;
};

const wanted = process.argv[2];
for (const [index, { name, breaks }] of mutations.entries()) {
  if (wanted !== undefined && !name.includes(wanted)) continue;
  const { simulate } = (await import(`../simulate.ts?mutation=${index}`)) as { simulate: typeof Simulate };
  const started = performance.now();
  const broken = await firstBroken(simulate, breaks);
  const { seed = null, violation = null } = broken ?? {};
  console.log(JSON.stringify({ name, seed, violation, milliseconds: Math.round(performance.now() - started) }));
}
