import type { AuditEvent } from '#domain/audit.ts';
import type { ProjectKey } from '#domain/ports.ts';
import type { World } from '#ops/command.ts';

/** The ledger has lost a request that a later one has replaced. */
export class MissingRequest extends Error {
  override readonly name = 'MissingRequest';

  constructor({ companyId, projectId }: ProjectKey, number: number) {
    super(`Request ${projectId}-${number} of company ${companyId} is missing from the ledger.`);
  }
}

/**
 * All audit events of a project, request by request, oldest first; null for one that was never sent.
 * @throws {MissingRequest}
 */
export const chainOf = async ({ ledger }: Pick<World, 'ledger'>, key: ProjectKey): Promise<AuditEvent[][] | null> => {
  const record = await ledger.read(key);
  if (record === null) return null;
  const requests: AuditEvent[][] = [];
  for (let number = 1; number < record.request.number; number += 1) {
    const closed = await ledger.readClosed(key, number);
    if (closed === null) throw new MissingRequest(key, number);
    requests.push(closed.events);
  }
  return [...requests, record.events];
};
