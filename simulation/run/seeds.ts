import { setImmediate as turn } from 'node:timers/promises';
import { NOTHING, sum, tallyOf, type Tally } from '#simulation/run/tally.ts';
import { simulate } from '#simulation/simulate.ts';

/** Seeds from a first one on. */
export interface Range {
  readonly from: number;
  readonly count: number;
  /** See {@link Options}. */
  readonly erp?: string | undefined;
}

/** Runs seeds one after the other, in this thread. */
export const runSeeds = async ({ from, count, erp }: Range): Promise<Tally> => {
  let tally = NOTHING;
  for (let seed = from; seed < from + count; seed += 1) {
    tally = sum(tally, tallyOf(await simulate({ seed, erp })));
    // A run goes through without a turn of the event loop, on which everything else in this thread waits.
    await turn();
  }
  return tally;
};
