import { parentPort } from 'node:worker_threads';
import { runSeeds, type Range } from '#simulation/run/seeds.ts';

/** A thread that runs the seeds that it is given, range after range. */
parentPort?.on('message', (range: Range) => {
  void runSeeds(range).then((tally) => parentPort?.postMessage(tally));
});
