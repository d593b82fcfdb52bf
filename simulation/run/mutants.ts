import { loadMutated } from '#simulation/mutated.ts';
import { mutations, type Mutation } from '#simulation/mutations.ts';
import type { simulate as Simulate, Outcome } from '#simulation/simulate.ts';

/**
 * Runs seeds without each guard in turn, until an invariant breaks, and writes a line of JSON for each. The modules are loaded
 * by Node itself, which is why tests call this as a program.
 */
const MOST_SEEDS = 2_000;

loadMutated((index) => mutations[Number(index)]?.patches ?? []);

const firstBroken = async (
  simulate: typeof Simulate,
  { breaks, seed: known, erp }: Mutation,
): Promise<Outcome | null> => {
  for (const seed of [...(known === undefined ? [] : [known]), ...Array(MOST_SEEDS).keys()]) {
    const outcome = await simulate({ seed, erp });
    if (outcome.violation !== null && breaks.includes(outcome.violation.invariant)) return outcome;
  }
  return null;
};

/** `even` or `odd`: every other mutation; part of a name: those; nothing: all. */
const [wanted = ''] = process.argv.slice(2);
const isWanted = (index: number, name: string): boolean =>
  wanted === 'even' || wanted === 'odd' ? index % 2 === (wanted === 'even' ? 0 : 1) : name.includes(wanted);

for (const [index, mutation] of mutations.entries()) {
  const { name } = mutation;
  if (!isWanted(index, name)) continue;
  // eslint-disable-next-line no-restricted-syntax -- the compiler does not know a module by an address with a query
  const { simulate } = (await import(`../simulate.ts?mutation=${index}`)) as { simulate: typeof Simulate };
  const started = performance.now();
  const broken = await firstBroken(simulate, mutation);
  const { seed = null, violation = null } = broken ?? {};
  console.log(JSON.stringify({ name, seed, violation, milliseconds: Math.round(performance.now() - started) }));
}
