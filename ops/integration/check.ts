import { ErpError } from '#domain/erp.ts';
import { connectorOf, registry } from '#erp/registry.ts';
import type { Command, Report } from '#ops/command.ts';
import { erpAccessOf } from '#ops/integration/erp-access.ts';
import { findIntegration } from '#ops/integration/names.ts';

/** The ERP's name where it is signed in to; null where there is nothing to sign in to. */
const signedInTo = async (erp: string): Promise<string | null> => {
  if (!Object.hasOwn(registry, erp)) return null;
  const { delivery, name } = await connectorOf(erp);
  return delivery === 'call' ? name : null;
};

/** Whether exports of an integration can reach their ERP, which is asked at once. Changes nothing. */
export const checkIntegration: Command = {
  takes: '<integration>',
  does: 'signs in to its ERP and reads what an export needs: whether that works, and if not, why',
  options: {},
  run: async (world, given) => {
    const { checkConnection, erps } = erpAccessOf(world);
    const named = await findIntegration(world, given);
    if ('unknown' in named) return named.unknown;
    const { company_id, id, erp } = named.found;
    const report = (outcome: Report['outcome'], line: string, facts: Report['facts']): Report => ({
      outcome,
      lines: [line],
      facts: { company_id, id, erp, ...facts },
    });
    const name = await signedInTo(erp);
    if (name === null) return report('nothing_to_do', `There is nothing to sign in to: ${erp} is not called.`, {});
    if (!erps.includes(erp)) {
      const line = `The deployment has no functions for ${erp}: deploy this release first.`;
      return report('refused', line, { signed_in: false, reason: 'not_deployed' });
    }
    try {
      await checkConnection(named.found);
      return report('done', `Signed in to ${name}, and read there what an export needs.`, { signed_in: true });
    } catch (error) {
      if (!(error instanceof ErpError)) throw error;
      const { kind, message } = error;
      const line = `Not signed in to ${name} (${kind}): ${message}`;
      return report('refused', line, { signed_in: false, reason: kind, message });
    }
  },
};
