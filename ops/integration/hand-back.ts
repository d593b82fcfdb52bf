import type { Command, Report } from '#ops/command.ts';
import { companyIn } from '#ops/integration/names.ts';

/** Lets the stage file say again what a company's integrations are. */
export const handBack: Command = {
  takes: '<company>',
  does: "lets deployments write a company's integrations again, from the next one on that changes the stage file's list",
  options: {},
  run: async ({ integrations }, given) => {
    const companyId = companyIn(given);
    const kept = (await integrations.list(companyId)).filter(({ kept_by }) => kept_by === 'operators');
    const report = (outcome: Report['outcome'], line: string): Report => ({
      outcome,
      lines: [line],
      facts: { company_id: companyId, integrations: kept.map(({ id }) => id) },
    });
    if (kept.length === 0) return report('nothing_to_do', `Operators keep no integrations of company ${companyId}.`);
    if (!given.yes) return report('would_do', `Would hand company ${companyId} back to the stage file.`);
    await Promise.all(kept.map(({ id }) => integrations.handBack({ companyId, integrationId: id })));
    return report('done', `Done: the next deployment that changes the stage file's list writes company ${companyId}.`);
  },
};
