import { notFound } from '#domain/errors.ts';
import type { Ledger } from '#domain/ports.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import { parseRequestId } from '#domain/request.ts';

/** A request with its audit events; `record` is its project's record while the request is the latest one, else null. */
export interface FoundRequest extends ClosedRequest {
  readonly record: ProjectRecord | null;
}

/** The id's parts. @throws {DomainError} `not_found` for a text that is no request id. */
export const requestKey = (companyId: number, requestId: string) => {
  const parts = parseRequestId(requestId);
  if (parts === null) throw notFound();
  return { companyId, ...parts };
};

/**
 * Reads a request, whether it is the project's latest or an earlier one.
 * @throws {DomainError} `not_found`
 */
export const findRequest = async (ledger: Ledger, companyId: number, requestId: string): Promise<FoundRequest> => {
  const key = requestKey(companyId, requestId);
  const record = await ledger.read(key);
  if (record?.request.number === key.number) return { request: record.request, events: record.events, record };
  const closed = record && key.number < record.request.number ? await ledger.readClosed(key, key.number) : null;
  if (closed === null) throw notFound();
  return { ...closed, record: null };
};
