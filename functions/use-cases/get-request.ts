import { firstBrokenLink, type AuditEvent } from '#domain/audit.ts';
import type { Caller } from '#domain/caller.ts';
import { differences, type Difference } from '#domain/difference.ts';
import { idsOf } from '#domain/happened.ts';
import { requireErpIntegrations, requireReader } from '#domain/rights.ts';
import type { Ledger, RequestFilter, Warn } from '#domain/ports.ts';
import type { ClosedRequest } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Request } from '#domain/request.ts';
import { findRequest, requestKey } from '#use-cases/find-request.ts';

interface RequestCall {
  readonly caller: Caller;
  readonly companyId: number;
  readonly requestId: string;
}

export interface RequestDetail {
  readonly request: Request;
  readonly snapshot: Snapshot | null;
  /** Against what was synced before; null when nothing was, or when a newer request has replaced this one. */
  readonly difference: readonly Difference[] | null;
}

/** One request with all that was sent. @throws {DomainError} `missing_privilege`, `not_found` */
export const getRequest = async (
  ledger: Ledger,
  { caller, companyId, requestId }: RequestCall,
): Promise<RequestDetail> => {
  requireReader(caller, requestKey(companyId, requestId).projectId);
  const { request, record } = await findRequest(ledger, companyId, requestId);
  const synced = record?.synced ?? null;
  const [snapshot, before] = await Promise.all([
    ledger.readSnapshot(companyId, request.snapshot_sha256),
    synced && synced.request_id !== request.id ? ledger.readSnapshot(companyId, synced.snapshot_sha256) : null,
  ]);
  return { request, snapshot, difference: snapshot && before && differences(before, snapshot) };
};

/** Events of a project's later requests, where those of this one can only be judged by them: what an erasure left is sealed there. */
const laterEvents = async (ledger: Ledger, { request, events }: ClosedRequest): Promise<AuditEvent[]> => {
  if (!events.some(({ erased }) => erased)) return [];
  const key = { companyId: request.company_id, projectId: request.project_id };
  const record = await ledger.read(key);
  const later: AuditEvent[] = [];
  for (let number = request.number + 1; number < (record?.request.number ?? 0); number += 1)
    later.push(...((await ledger.readClosed(key, number))?.events ?? []));
  return [...later, ...(record?.events ?? [])];
};

/** The audit events of one request, oldest first. A chain that does not hold raises an alarm. @throws {DomainError} `missing_privilege`, `not_found` */
export const listEvents = async (
  { ledger, warn }: { readonly ledger: Ledger; readonly warn: Warn },
  { caller, companyId, requestId }: RequestCall,
): Promise<readonly AuditEvent[]> => {
  requireReader(caller, requestKey(companyId, requestId).projectId);
  const found = await findRequest(ledger, companyId, requestId);
  const { request, events } = found;
  // Shown all the same: the reader's own check must find what this one found.
  if (firstBrokenLink(events, events[0]?.previous_hash, await laterEvents(ledger, found)) !== null)
    warn('audit_chain_broken', { ...idsOf(request) });
  return events;
};

/** Requests of the company, newest first. @throws {DomainError} `missing_privilege` */
export const listRequests = (
  ledger: Ledger,
  { caller, companyId, filter }: { caller: Caller; companyId: number; filter: RequestFilter },
): Promise<{ requests: Request[]; total: number }> => {
  requireErpIntegrations(caller);
  return ledger.list(companyId, filter);
};
