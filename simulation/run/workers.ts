import { Worker } from 'node:worker_threads';
import type { Range } from '#simulation/run/seeds.ts';
import { NOTHING, sum, type Tally } from '#simulation/run/tally.ts';

/** Seeds that a thread runs before it asks for more. */
const AT_ONCE = 100;

function* rangesOf({ from, count, erp }: Range): Generator<Range> {
  for (let done = 0; done < count; done += AT_ONCE)
    yield { from: from + done, count: Math.min(AT_ONCE, count - done), erp };
}

const answerOf = (worker: Worker): Promise<Tally> => {
  const { promise, resolve, reject } = Promise.withResolvers<Tally>();
  worker.once('message', resolve);
  worker.once('error', reject);
  return promise.finally(() => worker.off('error', reject));
};

/** Runs seeds in several threads, until all are done or an invariant breaks. `onProgress` is told of the tally so far. */
export const runInThreads = async (
  range: Range,
  threads: number,
  onProgress: (tally: Tally) => void,
): Promise<Tally> => {
  const ranges = rangesOf(range);
  let tally = NOTHING;
  const lane = async (): Promise<void> => {
    const worker = new Worker(new URL('worker.ts', import.meta.url));
    for (const next of ranges) {
      worker.postMessage(next);
      const done = await answerOf(worker);
      tally = sum(tally, done);
      onProgress(tally);
      if (tally.broken.length > 0) break;
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: threads }, lane));
  return tally;
};
