import { expireEarly } from '#domain/life.ts';
import { awaitsDecision } from '#domain/request.ts';
import { run } from '#simulation/engine/process.ts';
import { Random } from '#simulation/engine/random.ts';
import type { Company } from '#simulation/world/directory.ts';
import { portsOf, type Ports } from '#simulation/world/ports.ts';
import type { Action } from '#simulation/world/script.ts';
import type { World } from '#simulation/world/world.ts';
import { holdExports, releaseExport, releaseExports } from '#use-cases/hold-exports.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
import { wakeWorkflow } from '#use-cases/wake-workflow.ts';

/** A command has no time limit; people who wait give up after so long. */
const SECONDS = 600;

/** Operators stop exports for so many minutes, at the least and at the most. */
const HELD_MINUTES = { least: 5, most: 300 };

/** In so many runs operators do something. */
const OPERATED = 0.5;

const command = (world: World, name: string, carryOut: (ports: Ports) => Promise<unknown>): void => {
  world.host.log('operator', name);
  run(
    world.host,
    name,
    SECONDS,
    (process) => carryOut(portsOf(world, world.tracked(process))),
    () => undefined,
  );
};

/** What `ops expire` does. */
const expire = (world: World, { id: companyId }: Company, projectId: number): void =>
  command(world, `operator expires ${companyId}/${projectId}`, async (ports) => {
    const record = await ports.ledger.read({ companyId, projectId });
    if (record === null || !awaitsDecision(record.request)) return;
    const next = expireEarly(record, 'Pat Operator', ports.clock());
    await ports.ledger.write(record, next);
    await queueMails(ports, next);
    await wakeWorkflow(ports, next);
  });

/** What `ops erp pause` does, and after a while perhaps `ops erp resume`. */
const hold = (world: World, { id: companyId, marker, projectIds }: Company, random: Random): void => {
  const key = { companyId, integrationId: `${marker}-main` };
  const ms = random.between(HELD_MINUTES.least, HELD_MINUTES.most) * 60_000;
  const [since, until] = [new Date(world.now).toISOString(), new Date(world.now + ms).toISOString()];
  command(world, `operator holds exports of ${companyId}`, (ports) =>
    holdExports(ports, key, { since, until, by: 'Pat Operator', reason: 'Closing.' }),
  );
  if (!random.chance(0.5)) return;
  world.host.timeline.after(random.between(0, ms), () =>
    command(world, `operator releases exports of ${companyId}`, async (ports) => {
      await releaseExports(ports, key);
      for (const projectId of projectIds) await releaseExport(ports, { companyId, projectId }, key.integrationId);
    }),
  );
};

/** What operators do by their commands, beside what people do. It draws from a stream of its own. */
export const operationsOf = (world: World, activeMs: number): Action[] => {
  const random = new Random(world.host.seed, 'operators');
  if (!random.chance(OPERATED)) return [];
  const at = () => world.now + random.between(0, activeMs);
  const company = random.pick(world.companies);
  const projectId = random.pick(company.projectIds);
  return [
    { id: 'operator expires', at: at(), act: () => expire(world, company, projectId) },
    { id: 'operator holds', at: at(), act: () => hold(world, random.pick(world.companies), random) },
    { id: 'operator rotates', at: at(), act: () => world.rotateKeys() },
  ];
};
