import type { Caller } from '#domain/caller.ts';
import { preflight } from '#domain/capability.ts';
import { sha256Of } from '#domain/canonical.ts';
import { externalId, type Erp, type FoundJob, type LookUpJob } from '#domain/erp.ts';
import { DomainError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { link } from '#domain/linking.ts';
import type { Snapshot } from '#domain/project.ts';
import { projectStatus } from '#domain/project-record.ts';
import type { Receipt } from '#domain/request.ts';
import { requireErpAdmin } from '#domain/rights.ts';
import type { OpeningDeps, ServiceDeps } from '#use-cases/deps.ts';
import { integrationFor } from '#use-cases/find-integration.ts';
import { preflightFailed, readSendingFor } from '#use-cases/send-project.ts';
import { writeOrConflict, type Tie } from '#use-cases/tie.ts';

export interface LinkDeps extends Pick<ServiceDeps, 'ledger' | 'integrations' | 'erps' | 'clock'>, OpeningDeps {
  readonly lookUpJob: LookUpJob;
}

export interface LinkCall {
  readonly caller: Caller;
  readonly companyId: number;
  readonly projectId: number;
  /** As the ERP's users type it. */
  readonly jobId: string;
  /** The project as it is now: later sendings are compared with it. */
  readonly sending: unknown;
  /** Only tell what would happen. */
  readonly isPreview: boolean;
}

const invalidJobId = (message: string): DomainError =>
  new DomainError('invalid_fields', 'The project cannot be linked to this job.', { fields: { job_id: [message] } });

/**
 * What an ERP that only takes links asks of the project. One that takes projects asks it when one is sent.
 * @throws {DomainError} `preflight_failed`, `invalid_fields`
 */
const requireFit = (erp: Erp, { project, cost_codes }: Snapshot, jobId: string): void => {
  const problems = erp.no_export === null ? [] : preflight(erp, { project, cost_codes });
  if (problems.length > 0) throw preflightFailed(problems);
  const number = project.project_number?.trim();
  if (erp.job_id_is_project_number && jobId !== number) throw invalidJobId(`must be the project's number, ${number}`);
};

/** The job to link to. @throws {DomainError} `invalid_fields` when the ERP has none of that number, or another project has it. */
const jobToLink = async (
  { lookUpJob, clock }: LinkDeps,
  integration: Integration,
  erp: Erp,
  { companyId, projectId, jobId }: LinkCall,
): Promise<{ job: Receipt; found: FoundJob | null }> => {
  if (!erp.can_look_up) {
    return { job: { job_id: jobId, erp_id: jobId, url: null, at: clock().toISOString() }, found: null };
  }
  const found = await lookUpJob(integration, jobId);
  if (!found?.is_job) throw invalidJobId('is no job of the ERP');
  const own = externalId({ company_id: companyId, project_id: projectId }, 0);
  const isOwn = found.external_id === null || found.external_id === own || found.external_id.startsWith(`${own}-`);
  if (!isOwn) throw invalidJobId(`is linked to another project (${found.external_id})`);
  return { job: found.receipt, found };
};

const effects = (
  integration: Integration,
  { name, capabilities }: Erp,
  job: Receipt,
  found: FoundJob | null,
): string[] => [
  found === null
    ? `${integration.name} cannot be asked whether job ${job.job_id} exists: your word counts.`
    : `Job ${job.job_id} exists in ${integration.name}: "${found.name}".`,
  'The project counts as synced with this job. Nothing is written into the ERP now.',
  capabilities.update
    ? 'The next sending is an update of this job, and its approvers see what has changed since now.'
    : `${name} takes no changes of the job later on: make them there.`,
];

/**
 * Ties a project to a job that the ERP has already, or tells what that would do.
 * @throws {DomainError} `missing_privilege`, `invalid_fields`, `preflight_failed`, `open_request_exists`, `wrong_state`, `conflict`
 * @throws {ErpError} when the ERP does not answer
 */
export const linkProject = async (deps: LinkDeps, call: LinkCall): Promise<Tie> => {
  const { caller, companyId, projectId, isPreview } = call;
  requireErpAdmin(caller);
  const { snapshot, note, ignored_fields: ignoredFields } = readSendingFor(projectId, call.sending);
  const [before, known] = await Promise.all([
    deps.ledger.read({ companyId, projectId }),
    deps.integrations.list(companyId),
  ]);
  const integration = integrationFor(known, snapshot.project, before);
  const erp = integration && (await deps.erps(integration));
  if (integration === null || !erp?.capabilities.link) {
    throw new DomainError('preflight_failed', erp?.no_export?.message ?? 'The ERP of this company takes no links.');
  }
  requireFit(erp, snapshot, call.jobId);
  const { job, found } = await jobToLink(deps, integration, erp, call);
  const snapshotSha256 = sha256Of(snapshot);
  const next = link(before, {
    companyId,
    projectId,
    projectName: snapshot.project.name,
    suggestedJobId: job.job_id,
    totalValue: snapshot.project.total_value ?? null,
    integration,
    sender: caller.person,
    at: deps.clock(),
    snapshotSha256,
    note,
    ignoredFields,
    publishesEvents: deps.publishesEvents,
    job,
    isConfirmedByErp: found !== null,
    ownExternalId: found?.external_id ?? null,
  });
  if (!isPreview) {
    await deps.ledger.prepare(companyId, snapshotSha256, snapshot, before);
    await writeOrConflict(deps, before, next);
  }
  return {
    changed: !isPreview,
    status_before: projectStatus(before),
    status_after: projectStatus(next),
    job,
    effects: effects(integration, erp, job, found),
  };
};
