import { Random } from '#simulation/engine/random.ts';
import { startSweep } from '#simulation/world/sweeps.ts';
import type { World } from '#simulation/world/world.ts';

/** So many runs see the ledger put back to an earlier moment. */
const RESTORED = 0.1;

const NAME = 'restore';

/** Plans a restore: the table is put back, all executions are lost, nothing of the service is left running. */
export const planRestore = (world: World, activeMs: number, isMuted: (id: string) => boolean): void => {
  const { host } = world;
  const random = new Random(host.seed, NAME);
  if (!random.chance(RESTORED) || isMuted(NAME)) return;
  const [backup, restore] = [random.between(0, activeMs), random.between(0, activeMs)].sort((a, b) => a - b);
  host.timeline.after(backup ?? 0, () => {
    const putBack = world.table.backUp();
    const connections = new Map(world.connections);
    const moment = world.now;
    host.timeline.after((restore ?? 0) - (backup ?? 0), () => {
      host.log('operator', `puts the ledger back by ${((restore ?? 0) - (backup ?? 0)) / 1_000} seconds`);
      for (const process of world.running) process.kill('crashed');
      world.era += 1;
      world.workflow.loseAll();
      putBack();
      for (const [companyId, connection] of connections) world.connections.set(companyId, connection);
      world.history.forgetSince(moment, world.now);
      for (const { company_id, project_id, request } of world.table.records()) {
        const { number, status } = request;
        world.history.stands(`${company_id}/${project_id}`, { at: world.now, number, status });
      }
      world.schedule.look();
      startSweep(world, 'sweep open', 'open');
    });
  });
};
