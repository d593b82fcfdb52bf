import { holdAt, type Hold } from '#domain/connection.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import type { Command, World } from '#ops/command.ts';
import { keyOf, nameOf, targetIn } from '#ops/erp/target.ts';
import { UNTIL, untilIn, untilOptions } from '#ops/erp/until.ts';
import { OPERATOR, operatorIn, operatorOption, REASON, reasonIn, reasonOption } from '#ops/operator.ts';
import { moment } from '#ops/standing.ts';
import { holdExports } from '#use-cases/hold-exports.ts';

const before = (hold: Hold | null): string =>
  hold === null ? '' : ` It is paused already, by ${hold.by}, until ${moment(hold.until)}: ${hold.reason}`;

/** What `Integrations.list` knows may be a minute old. */
const holdOf = async ({ integrations, clock }: World, integration: KnownIntegration): Promise<Hold | null> => {
  const connection = await integrations.connection(keyOf(integration));
  return connection && holdAt(connection, clock());
};

/** Lets no export to an ERP begin, for example while its people work on it. */
export const pauseErp: Command = {
  takes: `<integration> or <erp> ${OPERATOR} ${REASON} ${UNTIL}`,
  does: 'lets no export to an ERP begin until then, a day unless told otherwise. What is accepted waits, and goes on by itself; approvers go on deciding',
  options: { ...operatorOption, ...reasonOption, ...untilOptions },
  run: async (world, given) => {
    const now = world.clock();
    const [by, reason, until] = [operatorIn(given), reasonIn(given), untilIn(given, now).toISOString()];
    const target = await targetIn(world, given);
    if ('unknown' in target) return target.unknown;
    const lines: string[] = [];
    for (const integration of target.integrations) {
      const said = before(await holdOf(world, integration));
      const verb = given.yes ? 'paused' : 'would be paused';
      if (given.yes) await holdExports(world, keyOf(integration), { since: now.toISOString(), until, by, reason });
      lines.push(`${nameOf(integration)}: exports ${verb} until ${moment(until)}.${said}`);
    }
    return {
      outcome: given.yes ? 'done' : 'would_do',
      lines: given.yes ? [...lines, 'Exports that are on the way end as they will.'] : lines,
      facts: {
        ...{ target: target.typed, until, reason },
        integrations: target.integrations.map(({ company_id, id, erp }) => ({ company_id, id, erp })),
      },
    };
  },
};
