import { cuts, type Problem } from '#domain/capability.ts';
import { differences, type Difference } from '#domain/difference.ts';
import { jobOf, type ErpDocument } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import { suggestedJobId } from '#domain/job-id-pattern.ts';
import { requestId, type Request } from '#domain/request.ts';
import { requireSender } from '#domain/rights.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { integrationFor } from '#use-cases/find-integration.ts';
import { problemsOf, readSendingFor, type SendCall } from '#use-cases/send-project.ts';

export interface Preview {
  /** Through which it would be sent; null when the company has none for it. */
  readonly integration: Request['integration'] | null;
  readonly problems: readonly Problem[];
  /** What does not stand against sending, but should be known: texts that the ERP will get shorter than they are. */
  readonly notices: readonly Problem[];
  /** What the connector would send; null without an integration, and where the ERP takes no projects. */
  readonly would_write: ErpDocument | null;
  /** Against what is synced; null when the project was never synced. */
  readonly diff: readonly Difference[] | null;
  readonly ignored_fields: readonly string[];
}

/**
 * What sending this body would lead to. Changes nothing.
 * @throws {DomainError} `missing_privilege`, `invalid_fields`
 */
export const previewProject = async (
  deps: Pick<ServiceDeps, 'ledger' | 'integrations' | 'erps' | 'clock'>,
  { caller, companyId, projectId, body }: SendCall,
): Promise<Preview> => {
  requireSender(caller, projectId);
  const { snapshot, ignored_fields } = readSendingFor(projectId, body);
  const [record, known] = await Promise.all([
    deps.ledger.read({ companyId, projectId }),
    deps.integrations.list(companyId),
  ]);
  const integration = integrationFor(known, snapshot.project, record);
  const synced = record?.synced ?? null;
  const before = synced && (await deps.ledger.readSnapshot(companyId, synced.snapshot_sha256));
  const at = deps.clock();
  const wouldWrite = async (configured: Integration): Promise<ErpDocument | null> => {
    const erp = await deps.erps(configured);
    if (erp.no_export !== null) return null;
    const next = {
      company_id: companyId,
      project_id: projectId,
      id: requestId(projectId, (record?.request.number ?? 0) + 1),
      suggested_job_id: suggestedJobId(configured.policy, snapshot.project, at),
    };
    const job = jobOf(next, snapshot, {}, { synced, generation: record?.generation ?? 0 });
    return erp.document(job);
  };
  return {
    integration: integration && { id: integration.id, erp: integration.erp, name: integration.name },
    problems: await problemsOf(deps.erps, integration, caller.person, snapshot, at),
    notices: integration === null ? [] : cuts(await deps.erps(integration), snapshot),
    would_write: integration && (await wouldWrite(integration)),
    diff: before && differences(before, snapshot),
    ignored_fields,
  };
};
