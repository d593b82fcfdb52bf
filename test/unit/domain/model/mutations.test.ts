import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lives } from './commands.ts';
import { companies, type CompanyKind } from './company.ts';
import { invariants } from './invariants.ts';
import { newModel } from './model.ts';
import { mutations } from './mutations.ts';
import { emptyWorld, steps, type Steps } from './world.ts';

/** The rarest mistake shows in one life of a hundred, so that no run of this test misses one by chance. */
const ENOUGH = 4_000;

/** What the checker says about random lives in which things happen in this way; null when it finds nothing. */
const complaint = (using: Steps, numRuns: number): string | null => {
  const setup = (company: CompanyKind) => ({
    model: newModel(company),
    real: { world: emptyWorld(company), steps: using },
  });
  const property = fc.property(fc.constantFrom(...companies), lives(false), (company, commands) =>
    fc.modelRun(() => setup(company), commands),
  );
  const { errorInstance } = fc.check(property, { numRuns, endOnFailure: true });
  return errorInstance instanceof Error ? errorInstance.message : null;
};

describe('the checker of random lives', () => {
  it('finds nothing wrong with the domain as it is', () => {
    expect(complaint(steps, 50)).toBeNull();
  });

  it.each(mutations)('notices when $mistake', ({ step, wrong, breaks }) => {
    const message = complaint({ ...steps, [step]: wrong }, ENOUGH);
    expect(message).toContain(`${step} broke:`);
    expect(message).toContain(breaks);
  });

  it('has a mistake for every invariant', () => {
    expect(new Set(mutations.map(({ breaks }) => breaks))).toEqual(new Set(Object.keys(invariants)));
  });
});
