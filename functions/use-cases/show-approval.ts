import { preflight, type AcceptField, type Problem } from '#domain/capability.ts';
import { differences, type Difference } from '#domain/difference.ts';
import { jobOf, type ErpDocument, type Erps } from '#domain/erp.ts';
import { DomainError } from '#domain/errors.ts';
import { windowIsOver } from '#domain/life.ts';
import type { ApprovalLink } from '#domain/links.ts';
import { requireFourEyes, requireLiveLink, requireNamedApprover } from '#domain/policy.ts';
import type { Clock, Integrations, Ledger } from '#domain/ports.ts';
import type { Snapshot } from '#domain/project.ts';
import { awaitsDecision, requestId, type Request } from '#domain/request.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { findRequest } from '#use-cases/find-request.ts';

/** What an approver must see to decide. */
export interface OpenApproval {
  readonly kind: 'open';
  readonly request: Request;
  readonly snapshot: Snapshot;
  /** Against what is synced; null for a project that was never synced. */
  readonly difference: readonly Difference[] | null;
  readonly would_write: ErpDocument;
  readonly problems: readonly Problem[];
  readonly accept_fields: readonly AcceptField[];
  readonly suggested_job_id: string;
}

/** What became of a request that can no longer be decided through this link. */
export interface ClosedApproval {
  readonly kind: 'closed';
  readonly request: Request;
  /** A newer request of the project has replaced this one. */
  readonly superseded: boolean;
}

/**
 * What a link shows. Writes nothing.
 * @throws {DomainError} `not_found`, `missing_privilege`, `own_request`; `link_expired` when nobody decided in time
 */
export const showApproval = async (
  deps: { ledger: Ledger; integrations: Integrations; erps: Erps; clock: Clock },
  link: ApprovalLink,
): Promise<OpenApproval | ClosedApproval> => {
  const { companyId } = link;
  const { request, record } = await findRequest(deps.ledger, companyId, requestId(link.projectId, link.number));
  requireLiveLink(link, request);
  const integration = await integrationOf(deps.integrations, companyId, request.integration.id);
  requireFourEyes(integration, request, requireNamedApprover(integration, link.approverId));
  if (request.status === 'expired' || (record && awaitsDecision(request) && windowIsOver(record, deps.clock()))) {
    throw new DomainError('link_expired', `Nobody decided before ${request.expires_at}.`);
  }
  if (record === null || !awaitsDecision(request)) return { kind: 'closed', request, superseded: record === null };
  const { synced } = record;
  const [snapshot, before] = await Promise.all([
    deps.ledger.readSnapshot(companyId, request.snapshot_sha256),
    synced && deps.ledger.readSnapshot(companyId, synced.snapshot_sha256),
  ]);
  if (snapshot === null) throw new Error(`The snapshot of request ${request.id} is missing.`);
  const erp = deps.erps(integration.erp);
  const job = jobOf(request, snapshot, {}, synced?.job_id);
  return {
    kind: 'open',
    request,
    snapshot,
    difference: before && differences(before, snapshot),
    would_write: erp.document(integration, job),
    problems: preflight(erp, snapshot),
    accept_fields: erp.accept_fields,
    suggested_job_id: job.job_id,
  };
};
