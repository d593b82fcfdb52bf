import { holdAt } from '#domain/connection.ts';
import type { Command } from '#ops/command.ts';
import { findIntegration } from '#ops/integration/names.ts';
import { connectionLine, policyShown, serviceLine } from '#ops/integration/standing.ts';

const linesOf = (name: string, fields: Readonly<Record<string, unknown>>): string[] => {
  const entries = Object.entries(fields);
  const lines = entries.map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
  return [entries.length === 0 ? `${name}: none.` : `${name}:`, ...lines];
};

/** One integration, without its credentials and people. Changes nothing. */
export const showIntegration: Command = {
  takes: '<integration>',
  does: 'its settings and policy, what it serves, and whether its ERP is left alone at present',
  options: {},
  run: async (world, given) => {
    const named = await findIntegration(world, given);
    if ('unknown' in named) return named.unknown;
    const { found } = named;
    const { company_id, id, name, erp, is_default, serves, settings, approvers, kept_by, connection } = found;
    const policy = policyShown(found);
    return {
      outcome: 'done',
      lines: [
        `Integration ${id} of company ${company_id}: "${name}" (${erp}), kept by ${kept_by === 'operators' ? 'operators' : 'the stage file'}.`,
        `It ${serviceLine(found)}; ${connectionLine(found, world.clock())}.`,
        ...serves.map(({ field, values }) => `It claims ${field}: ${JSON.stringify(values)}.`),
        `Approvers who are asked: ${approvers.length}.`,
        ...linesOf('Settings', settings),
        ...linesOf('Policy', policy),
      ],
      facts: {
        ...{ company_id, id, name, erp, is_default, serves, settings, policy, kept_by },
        approvers: approvers.length,
        connection: {
          state: connection.state,
          last_seen_at: connection.last_seen_at,
          paused_until: connection.paused_until,
          held_until: holdAt(connection, world.clock())?.until ?? null,
        },
      },
    };
  },
};
