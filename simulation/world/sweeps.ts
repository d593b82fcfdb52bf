import { run } from '#simulation/engine/process.ts';
import { portsOf } from '#simulation/world/ports.ts';
import type { World } from '#simulation/world/world.ts';
import { sweep, type SweepScope } from '#use-cases/sweep.ts';

/** lib/sweeper.ts */
const SECONDS = 60;

/** One run of the sweeper. After executions were lost people run it for all open requests, until it got through. */
export const startSweep = (world: World, name: string, scope: SweepScope): void => {
  run(
    world.host,
    name,
    SECONDS,
    (process) => sweep(portsOf(world, world.tracked(process)), scope),
    (ending) => {
      const isThrough = ending.how === 'answered' && ending.value.failed === 0;
      if (scope === 'due' || isThrough) return;
      world.host.timeline.after(SECONDS * 1_000, () => startSweep(world, `${name}+`, scope));
    },
  );
};
