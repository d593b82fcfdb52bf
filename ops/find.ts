import { DomainError } from '#domain/errors.ts';
import type { Report, World } from '#ops/command.ts';
import type { RequestName } from '#ops/request-name.ts';
import { findRequest, type FoundRequest } from '#use-cases/find-request.ts';

/** The request, or null when there is none of this name. */
export const find = async ({ ledger }: World, { companyId, requestId }: RequestName): Promise<FoundRequest | null> => {
  try {
    return await findRequest(ledger, companyId, requestId);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') return null;
    throw error;
  }
};

/** What is said of a request that does not exist. */
export const unknownRequest = ({ companyId, requestId }: RequestName): Report => ({
  outcome: 'refused',
  lines: [`Company ${companyId} has no request ${requestId}.`],
  facts: { company_id: companyId, request_id: requestId, reason: 'unknown_request' },
});
