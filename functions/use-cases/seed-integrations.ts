import type { Integration } from '#domain/integration.ts';
import { VersionConflict, type Warn } from '#domain/ports.ts';
import { putIntegrations, type PutDeps } from '#use-cases/put-integrations.ts';

export interface SeedDeps extends PutDeps {
  readonly warn: Warn;
}

/** False, and nothing is changed, when operators keep the company's integrations. */
const seedCompany = async (deps: PutDeps, companyId: number, listed: readonly Integration[]): Promise<boolean> => {
  const stored = await deps.integrations.list(companyId);
  if (stored.some(({ kept_by }) => kept_by === 'operators')) return false;
  try {
    await putIntegrations(deps, listed, stored, 'stage_file');
    return true;
  } catch (error) {
    // Operators took them over at the same moment.
    if (error instanceof VersionConflict) return false;
    throw error;
  }
};

/**
 * Makes the ledger's integrations those of the stage file, company by company. Companies whose integrations operators keep are
 * left alone, and the log tells of those that the stage file lists all the same. `former` is what the last deployment listed.
 */
export const seedIntegrations = async (
  deps: SeedDeps,
  listed: readonly Integration[],
  former: readonly Integration[],
): Promise<void> => {
  const companies = new Set([...listed, ...former].map(({ company_id }) => company_id));
  const seed = async (companyId: number): Promise<void> => {
    const own = listed.filter(({ company_id }) => company_id === companyId);
    const isSeeded = await seedCompany(deps, companyId, own);
    if (!isSeeded && own.length > 0) deps.warn('stage_file_overruled_by_operators', { company_id: companyId });
  };
  await Promise.all([...companies].map(seed));
};
