import { configuredOf, type Integration, type Keeper, type KnownIntegration } from '#domain/integration.ts';
import type { Clock, Integrations } from '#domain/ports.ts';
import { isInService } from '#domain/serving.ts';
import { nextDigestAt } from '#use-cases/send-digest.ts';

export interface PutDeps {
  readonly integrations: Integrations;
  readonly clock: Clock;
}

/**
 * Those of a company that are in service and no longer listed, as they are kept: requests refer to them, so they stay, but
 * they serve no new projects.
 */
export const retiredBy = (listed: readonly Integration[], stored: readonly KnownIntegration[]): Integration[] =>
  stored
    .filter((each) => isInService(each) && !listed.some(({ id }) => id === each.id))
    .map((each) => ({ ...configuredOf(each), is_default: false, serves: [] }));

/**
 * Makes a company's integrations those that are listed. `stored` are the ones that it has. May be repeated, after a failure too.
 * @throws {VersionConflict} when the stage file lists them and operators keep one of them
 */
export const putIntegrations = async (
  { integrations, clock }: PutDeps,
  listed: readonly Integration[],
  stored: readonly KnownIntegration[],
  keptBy: Keeper,
): Promise<void> => {
  const put = (each: Integration): Promise<void> => integrations.put(each, nextDigestAt(each, clock()), keptBy);
  await Promise.all(listed.map(put));
  // Its open requests are still decided, and listed until they are.
  await Promise.all(retiredBy(listed, stored).map(put));
};
