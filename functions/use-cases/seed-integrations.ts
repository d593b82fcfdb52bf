import type { Integration } from '#domain/integration.ts';
import type { Clock, Integrations } from '#domain/ports.ts';
import { isInService } from '#domain/serving.ts';
import { nextDigestAt } from '#use-cases/send-digest.ts';

const isSame = (a: Integration, b: Integration): boolean => a.company_id === b.company_id && a.id === b.id;

/**
 * Makes the ledger's integrations those of the stage file. One that is no longer in the file stays, because requests refer to
 * it, but serves no new ones. `former` is what the last deployment listed.
 */
export const seedIntegrations = async (
  { integrations, clock }: { readonly integrations: Integrations; readonly clock: Clock },
  listed: readonly Integration[],
  former: readonly Integration[],
): Promise<void> => {
  await Promise.all(listed.map((entry) => integrations.put(entry, nextDigestAt(entry, clock()))));
  const companies = new Set([...listed, ...former].map(({ company_id }) => company_id));
  for (const companyId of companies) {
    for (const { connection: _, ...stored } of await integrations.list(companyId)) {
      const isRetired = isInService(stored) && !listed.some((entry) => isSame(entry, stored));
      // Its open requests are still decided, and listed until they are.
      if (isRetired)
        await integrations.put({ ...stored, is_default: false, serves: [] }, nextDigestAt(stored, clock()));
    }
  }
};
