import type { Caller } from '#domain/caller.ts';
import { externalId } from '#domain/erp.ts';
import { notFound } from '#domain/errors.ts';
import { untie } from '#domain/linking.ts';
import { projectStatus, type ProjectRecord } from '#domain/project-record.ts';
import type { Receipt } from '#domain/request.ts';
import { requireErpAdmin } from '#domain/rights.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { writeOrConflict, type Tie } from '#use-cases/tie.ts';

export interface UntieCall {
  readonly caller: Caller;
  readonly companyId: number;
  readonly projectId: number;
  readonly event: 'unlink' | 'reset';
  readonly reason: string;
  readonly isPreview: boolean;
}

const effects = (event: UntieCall['event'], job: Receipt, next: ProjectRecord): string[] => [
  `Job ${job.job_id} stays in the ERP as it is.`,
  'The project counts as not synced. Its requests and their audit events stay.',
  event === 'unlink'
    ? `The next accepted sending finds job ${job.job_id} again and changes it, unless another job is linked before.`
    : `The next accepted sending makes a new job, under the external id ${externalId(next.request, next.generation)}.`,
];

/**
 * Unties a project from its job, or tells what that would do.
 * @throws {DomainError} `missing_privilege`, `not_found` for a project that was never sent, `wrong_state`, `conflict`
 */
export const untieProject = async (
  deps: Pick<ServiceDeps, 'ledger' | 'clock'>,
  { caller, companyId, projectId, event, reason, isPreview }: UntieCall,
): Promise<Tie> => {
  requireErpAdmin(caller);
  const before = await deps.ledger.read({ companyId, projectId });
  if (before === null) throw notFound();
  const { next, job } = untie(before, event, { by: caller.person, reason, at: deps.clock() });
  if (!isPreview) await writeOrConflict(deps, before, next);
  return {
    changed: !isPreview,
    status_before: projectStatus(before),
    status_after: projectStatus(next),
    job,
    effects: effects(event, job, next),
  };
};
