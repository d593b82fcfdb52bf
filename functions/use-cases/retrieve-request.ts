import type { Caller } from '#domain/caller.ts';
import { DomainError } from '#domain/errors.ts';
import { retrieve } from '#domain/life.ts';
import { requireSender } from '#domain/rights.ts';
import { VersionConflict } from '#domain/ports.ts';
import { stateOf } from '#domain/project-record.ts';
import type { Request } from '#domain/request.ts';
import type { TellingDeps } from '#use-cases/deps.ts';
import { findRequest, requestKey } from '#use-cases/find-request.ts';
import { wakeWorkflow } from '#use-cases/wake-workflow.ts';

/**
 * Takes an undecided request back, so that the project can be edited and sent again. Repeating it is harmless.
 * @throws {DomainError} `missing_privilege`, `not_found`, `wrong_state`
 */
export const retrieveRequest = async (
  deps: Pick<TellingDeps, 'ledger' | 'workflow' | 'clock' | 'warn'>,
  { caller, companyId, requestId }: { caller: Caller; companyId: number; requestId: string },
): Promise<Request> => {
  requireSender(caller, requestKey(companyId, requestId).projectId);
  const found = await findRequest(deps.ledger, companyId, requestId);
  if (found.request.status === 'retrieved') return found.request;
  if (found.record === null) {
    throw new DomainError('wrong_state', 'A newer request has replaced this one.', { extra: stateOf(found) });
  }
  const next = retrieve(found.record, caller.person, deps.clock());
  try {
    await deps.ledger.write(found.record, next);
  } catch (error) {
    // Whoever came first has decided: reading again tells the caller what.
    if (error instanceof VersionConflict) return retrieveRequest(deps, { caller, companyId, requestId });
    throw error;
  }
  await wakeWorkflow(deps, next);
  return next.request;
};
