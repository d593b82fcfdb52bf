import type { Command } from '#ops/command.ts';
import { companyIn } from '#ops/integration/names.ts';
import { connectionLine, serviceLine } from '#ops/integration/standing.ts';

/** A company's integrations. Changes nothing. */
export const listIntegrations: Command = {
  takes: '<company>',
  does: "a company's integrations: what each serves, and what exports found out about its ERP",
  options: {},
  run: async ({ integrations, clock }, given) => {
    const companyId = companyIn(given);
    const all = await integrations.list(companyId);
    const facts = all.map(({ id, name, erp, is_default, serves, kept_by, connection }) => ({
      ...{ id, name, erp, is_default, serves, kept_by },
      state: connection.state,
    }));
    if (all.length === 0) {
      const lines = [`Company ${companyId} has no integrations.`];
      return { outcome: 'nothing_to_do', lines, facts: { company_id: companyId, integrations: facts } };
    }
    const isKept = all.some(({ kept_by }) => kept_by === 'operators');
    return {
      outcome: 'done',
      lines: [
        `Company ${companyId}, kept by ${isKept ? 'operators' : 'the stage file'}.`,
        ...all.map(
          (each) => `${each.id} (${each.erp}, "${each.name}") ${serviceLine(each)}; ${connectionLine(each, clock())}.`,
        ),
      ],
      facts: { company_id: companyId, integrations: facts },
    };
  },
};
