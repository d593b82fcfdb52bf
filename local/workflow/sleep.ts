import { setTimeout as wait } from 'node:timers/promises';

/** Resolves after so many seconds; rejects as soon as the signal is given. The one clock of the interpreter. */
export type Sleep = (seconds: number, signal: AbortSignal) => Promise<void>;

/** Node's timers end at 2^31 - 1 ms, 24.8 days; an approval window may be longer. */
const LONGEST_MS = 2 ** 31 - 1;

/** Real time. */
export const sleep: Sleep = async (seconds, signal) => {
  for (let left = seconds * 1000; left > 0; left -= LONGEST_MS) {
    await wait(Math.min(left, LONGEST_MS), undefined, { signal });
  }
};
