import { acceptsMissing } from '#domain/accepts.ts';
import { authorise, needsSignIn, requireLiveLink, type Visit } from '#domain/authority.ts';
import { cuts, preflight, type Problem } from '#domain/capability.ts';
import { differences, type Difference } from '#domain/difference.ts';
import { jobOf, type Erp, type ErpDocument } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import { windowIsOver } from '#domain/life.ts';
import { isSamePerson } from '#domain/person.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import { awaitsDecision, requestId, type Request } from '#domain/request.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { findRequest } from '#use-cases/find-request.ts';
import { requireSnapshot, whatChanged, type Changes } from '#use-cases/what-changed.ts';

/** What a link shows: the request with its data, and what became of it. */
interface ShownRequest {
  readonly request: Request;
  readonly snapshot: Snapshot;
  readonly erp: Erp;
  /** In which people read times; null for UTC. */
  readonly timeZone: string | null;
}

/** What an approver must see to decide, or to have a failed export tried again. */
export interface OpenApproval extends ShownRequest, Changes {
  readonly kind: 'open';
  /** `retry`: it was accepted, and the export failed. */
  readonly step: 'decide' | 'retry';
  readonly integration: Integration;
  /** By which the ERP knows the project's own job. */
  readonly externalId: string;
  /** What would be written into the ERP. */
  readonly document: ErpDocument;
  readonly problems: readonly Problem[];
  /** What the ERP will get shorter than it is. */
  readonly notices: readonly Problem[];
  /** Values of the ERP's extra fields by key, unless the approver types others. */
  readonly suggested: Readonly<Record<string, string>>;
  /** The fields cannot be changed any more: somebody has accepted with them. */
  readonly fieldsAreFixed: boolean;
  /** How many must accept, this visitor among them, before the export begins. */
  readonly acceptsMissing: number;
}

/** What became of a request that this visitor cannot decide, or not any more. */
export interface ClosedApproval extends ShownRequest {
  readonly kind: 'closed';
  /** Nobody decided in time. */
  readonly expired: boolean;
  /** The visitor has accepted, and so many others must. */
  readonly acceptsMissing: number;
  /** How the newer request differs that has replaced this one; null while this is the latest. */
  readonly supersededBy: { readonly difference: readonly Difference[] } | null;
}

/** The policy asks for a sign-in before anything is shown. */
export interface GuardedApproval {
  readonly kind: 'guarded';
  readonly request: Request;
  readonly erp: Erp;
}

type ShowDeps = Pick<ServiceDeps, 'ledger' | 'integrations' | 'erps' | 'clock'>;

const openOf = async (
  deps: ShowDeps,
  shown: ShownRequest,
  record: ProjectRecord,
  integration: Integration,
): Promise<OpenApproval> => {
  const { request, snapshot, erp } = shown;
  const step = awaitsDecision(request) ? 'decide' : 'retry';
  const fields = step === 'retry' ? (request.decision?.fields ?? {}) : (request.accepted_by[0]?.fields ?? {});
  const job = jobOf(request, snapshot, fields, record);
  return {
    kind: 'open',
    step,
    ...shown,
    ...(await whatChanged(deps.ledger, record, snapshot)),
    integration,
    externalId: job.external_id,
    document: erp.document(job),
    problems: preflight(erp, snapshot),
    notices: cuts(erp, snapshot),
    suggested: { job_id: job.job_id, ...fields },
    fieldsAreFixed: step === 'decide' && request.accepted_by.length > 0,
    acceptsMissing: acceptsMissing(integration, request, request.accepted_by, deps.clock()),
  };
};

/** How the latest request of the project differs from an earlier one. */
const supersededBy = async ({ ledger }: ShowDeps, request: Request, snapshot: Snapshot) => {
  const { company_id: companyId, project_id: projectId } = request;
  const newer = await ledger.read({ companyId, projectId });
  const after = newer && (await requireSnapshot(ledger, companyId, newer.request.snapshot_sha256));
  return { difference: after ? differences(snapshot, after) : [] };
};

/**
 * What a link shows. Writes nothing.
 * @throws {DomainError} `not_found`, `missing_privilege`, `own_request`, `link_expired`
 */
export const showApproval = async (
  deps: ShowDeps,
  visit: Visit,
): Promise<OpenApproval | ClosedApproval | GuardedApproval> => {
  const { companyId, projectId, number } = visit.link;
  const now = deps.clock();
  const { request, record } = await findRequest(deps.ledger, companyId, requestId(projectId, number));
  requireLiveLink(visit.link, request, now);
  const integration = await integrationOf(deps.integrations, companyId, request.integration.id);
  const erp = await deps.erps(integration);
  const { by } = authorise({ via: 'link', visit: { ...visit, isSignedIn: true } }, integration, request, now);
  if (needsSignIn(integration.policy, request) && !visit.isSignedIn) return { kind: 'guarded', request, erp };
  const snapshot = await requireSnapshot(deps.ledger, companyId, request.snapshot_sha256);
  const shown = { request, snapshot, erp, timeZone: integration.policy.calendar?.time_zone ?? null };
  const expired = request.status === 'expired' || (awaitsDecision(request) && windowIsOver({ request }, now));
  const closed = { kind: 'closed', ...shown, expired, acceptsMissing: 0 } as const;
  if (record === null) return { ...closed, supersededBy: await supersededBy(deps, request, snapshot) };
  const mayDecide = awaitsDecision(request) || request.status === 'failed_to_export';
  if (expired || !mayDecide) return { ...closed, supersededBy: null };
  const missing = acceptsMissing(integration, request, request.accepted_by, now);
  const hasAccepted =
    awaitsDecision(request) && missing > 0 && request.accepted_by.some((one) => isSamePerson(one.by, by));
  if (hasAccepted) return { ...closed, acceptsMissing: missing, supersededBy: null };
  return openOf(deps, shown, record, integration);
};
