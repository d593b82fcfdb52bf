import { holdAt } from '#domain/connection.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import type { Command, World } from '#ops/command.ts';
import { keyOf, nameOf, targetIn } from '#ops/erp/target.ts';
import { moment } from '#ops/standing.ts';
import { releaseExport, releaseExports } from '#use-cases/hold-exports.ts';
import { workThrough } from '#use-cases/work-through.ts';

/** Exports worked on at once: a read and a write each. */
const AT_ONCE = 8;

/** After so many people are told how far it has come. */
const STEP = 100;

/** Has every export that was held go on. @returns how many there were */
const releaseAll = async (world: World, { company_id: companyId, id }: KnownIntegration): Promise<number> => {
  let released = 0;
  const found = world.requestIndex.standing([companyId], ['exporting']);
  await workThrough(
    found,
    AT_ONCE,
    () => true,
    async (key) => {
      if (!(await releaseExport(world, key, id))) return;
      released += 1;
      if (released % STEP === 0) world.progress(`${released} exports of ${companyId}/${id} go on.`);
    },
  );
  return released;
};

const heldUntil = async (world: World, integration: KnownIntegration): Promise<string | null> => {
  const connection = await world.integrations.connection(keyOf(integration));
  return (connection && holdAt(connection, world.clock())?.until) ?? null;
};

/** How many exports wait for the end of the pause. */
const waitingIn = async (world: World, { company_id: companyId, id }: KnownIntegration): Promise<number> => {
  let waiting = 0;
  for await (const key of world.requestIndex.standing([companyId], ['exporting'])) {
    const request = (await world.ledger.read(key))?.request;
    if (request?.integration.id === id && request.held_by_operators) waiting += 1;
  }
  return waiting;
};

/** Lets exports to an ERP begin again before the pause is over. */
export const resumeErp: Command = {
  takes: '<integration> or <erp>',
  does: 'ends a pause that operators set: exports that wait go on within minutes. May be repeated',
  options: {},
  run: async (world, given) => {
    const target = await targetIn(world, given);
    if ('unknown' in target) return target.unknown;
    const found = [];
    for (const integration of target.integrations) {
      const until = await heldUntil(world, integration);
      // First the way, then those who wait for it: whoever asks in between is let through.
      if (given.yes) await releaseExports(world, keyOf(integration));
      const exports = await (given.yes ? releaseAll : waitingIn)(world, integration);
      found.push({ integration, until, exports });
    }
    const stopped = found.filter(({ until, exports }) => until !== null || exports > 0);
    const verb = given.yes ? 'go on' : 'would go on';
    return {
      outcome: stopped.length === 0 ? 'nothing_to_do' : given.yes ? 'done' : 'would_do',
      lines: found.map(({ integration, until, exports }) =>
        until === null && exports === 0
          ? `${nameOf(integration)}: operators have not paused it.`
          : `${nameOf(integration)}: ${until === null ? 'its pause is over' : `paused until ${moment(until)}`}. Exports that waited and ${verb}: ${exports}.`,
      ),
      facts: {
        target: target.typed,
        integrations: found.map(({ integration: { company_id, id, erp }, until, exports }) => ({
          ...{ company_id, id, erp, exports },
          paused_until: until,
        })),
      },
    };
  },
};
