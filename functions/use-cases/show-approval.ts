import { preflight, type Problem } from '#domain/capability.ts';
import { differences, type Difference } from '#domain/difference.ts';
import { jobOf, type Erp, type ErpDocument } from '#domain/erp.ts';
import { windowIsOver } from '#domain/life.ts';
import type { ApprovalLink } from '#domain/links.ts';
import { requireFourEyes, requireLiveLink, requireNamedApprover } from '#domain/policy.ts';
import type { Ledger } from '#domain/ports.ts';
import type { Snapshot } from '#domain/project.ts';
import { awaitsDecision, requestId, type Request } from '#domain/request.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { findRequest } from '#use-cases/find-request.ts';

/** What a link shows: the request with its data, and what became of it. */
interface ShownRequest {
  readonly request: Request;
  readonly snapshot: Snapshot;
  readonly erp: Erp;
}

/** What an approver must see to decide. */
export interface OpenApproval extends ShownRequest {
  readonly kind: 'open';
  /** Against what is synced; empty for a project that was never synced. */
  readonly difference: readonly Difference[];
  /** What would be written into the ERP. */
  readonly document: ErpDocument;
  readonly problems: readonly Problem[];
  /** The number the job gets unless the approver types another. */
  readonly suggestedJobId: string;
}

/** What became of a request that can no longer be decided through this link. */
export interface ClosedApproval extends ShownRequest {
  readonly kind: 'closed';
  /** Nobody decided in time. */
  readonly expired: boolean;
  /** How the newer request differs that has replaced this one; null while this is the latest. */
  readonly supersededBy: { readonly difference: readonly Difference[] } | null;
}

type ShowDeps = Pick<ServiceDeps, 'ledger' | 'integrations' | 'erps' | 'clock'>;

const requireSnapshot = async (ledger: Ledger, companyId: number, sha256: string): Promise<Snapshot> => {
  const snapshot = await ledger.readSnapshot(companyId, sha256);
  if (snapshot === null) throw new Error(`The snapshot ${sha256} is missing.`);
  return snapshot;
};

/**
 * What a link shows. Writes nothing.
 * @throws {DomainError} `not_found`, `missing_privilege`, `own_request`
 */
export const showApproval = async (deps: ShowDeps, link: ApprovalLink): Promise<OpenApproval | ClosedApproval> => {
  const { ledger, integrations, erps, clock } = deps;
  const { companyId, projectId } = link;
  const { request, record } = await findRequest(ledger, companyId, requestId(projectId, link.number));
  requireLiveLink(link, request, clock());
  const integration = await integrationOf(integrations, companyId, request.integration.id);
  requireFourEyes(integration, request, requireNamedApprover(integration, link.approverId));
  const snapshot = await requireSnapshot(ledger, companyId, request.snapshot_sha256);
  const shown = { request, snapshot, erp: erps(integration.erp) };
  const expired = request.status === 'expired' || (awaitsDecision(request) && windowIsOver({ request }, clock()));
  if (record === null) {
    const newer = await ledger.read({ companyId, projectId });
    const after = newer && (await requireSnapshot(ledger, companyId, newer.request.snapshot_sha256));
    return {
      kind: 'closed',
      ...shown,
      expired,
      supersededBy: { difference: after ? differences(snapshot, after) : [] },
    };
  }
  if (expired || !awaitsDecision(request)) return { kind: 'closed', ...shown, expired, supersededBy: null };
  const before = record.synced && (await requireSnapshot(ledger, companyId, record.synced.snapshot_sha256));
  const job = jobOf(request, snapshot, {}, record.synced?.job_id);
  return {
    kind: 'open',
    ...shown,
    difference: before ? differences(before, snapshot) : [],
    document: shown.erp.document(integration, job),
    problems: preflight(shown.erp, snapshot),
    suggestedJobId: job.job_id,
  };
};
