import { FAULTS, type FaultKind } from '#simulation/engine/faults.ts';
import type { Outcome } from '#simulation/simulate.ts';

/** What several runs came to. */
export interface Tally {
  readonly seeds: number;
  readonly steps: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  /** Seeds that broke an invariant, the lowest first. */
  readonly broken: readonly number[];
}

export const NOTHING: Tally = { seeds: 0, steps: 0, faults: {}, broken: [] };

/** The tally of one run. */
export const tallyOf = ({ seed, steps, faults, violation }: Outcome): Tally => {
  const counts: Partial<Record<FaultKind, number>> = {};
  for (const { kind } of faults) counts[kind] = (counts[kind] ?? 0) + 1;
  return { seeds: 1, steps, faults: counts, broken: violation === null ? [] : [seed] };
};

export const sum = (a: Tally, b: Tally): Tally => {
  const faults: Partial<Record<FaultKind, number>> = {};
  for (const kind of FAULTS) {
    const count = (a.faults[kind] ?? 0) + (b.faults[kind] ?? 0);
    if (count > 0) faults[kind] = count;
  }
  return {
    seeds: a.seeds + b.seeds,
    steps: a.steps + b.steps,
    faults,
    broken: [...a.broken, ...b.broken].sort((one, other) => one - other),
  };
};

/** One line for people. */
export const lineOf = ({ seeds, steps, faults, broken }: Tally): string => {
  const struck = Object.entries(faults).sort(([a], [b]) => (a < b ? -1 : 1));
  const kinds = struck.map(([kind, count]) => `${kind} ${count}`).join(', ');
  return `${seeds} seeds, ${steps} steps, faults: ${kinds === '' ? 'none' : kinds}; violations: ${broken.length}`;
};
