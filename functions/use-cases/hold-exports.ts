import { spread, withHold, type Hold } from '#domain/connection.ts';
import { resume } from '#domain/exporting.ts';
import { VersionConflict, type IntegrationKey, type Ledger, type ProjectKey } from '#domain/ports.ts';
import { changeConnection, type TrafficDeps } from '#use-cases/erp-traffic.ts';

/** Lets no export of an integration begin until the hold is over. Those that are on the way end as they will. */
export const holdExports = async (deps: TrafficDeps, key: IntegrationKey, hold: Hold): Promise<void> => {
  await changeConnection(deps, key, (known) => ({ next: withHold(known, hold), result: null }));
};

/** Lets exports begin again. Those that wait look by themselves, within hours: {@link releaseExport} has one go on at once. */
export const releaseExports = async (deps: TrafficDeps, key: IntegrationKey): Promise<void> => {
  await changeConnection(deps, key, (known) => ({ next: known.held && withHold(known, null), result: null }));
};

/**
 * Has an export that was held go on within some minutes: the sweeper looks at it then. They come back one after the other.
 * @returns false when it does not wait for that
 */
export const releaseExport = async (
  { ledger, clock }: Pick<TrafficDeps, 'clock'> & { readonly ledger: Pick<Ledger, 'read' | 'write'> },
  key: ProjectKey,
  integrationId: string,
): Promise<boolean> => {
  for (;;) {
    const record = await ledger.read(key);
    const request = record?.request;
    if (!record || request?.status !== 'exporting' || !request.held_by_operators) return false;
    if (request.integration.id !== integrationId) return false;
    const now = clock();
    try {
      await ledger.write(record, resume(record, spread(now.toISOString(), request.id), now));
      return true;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
  }
};
