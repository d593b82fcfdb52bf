import type { Caller } from '#domain/caller.ts';
import { externalId } from '#domain/erp.ts';
import { notFound } from '#domain/errors.ts';
import { untie, type Untying } from '#domain/linking.ts';
import { projectStatus, type ProjectRecord } from '#domain/project-record.ts';
import type { Receipt } from '#domain/request.ts';
import { requireErpAdmin } from '#domain/rights.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { writeOrConflict, type Tie } from '#use-cases/tie.ts';

type UntieDeps = Pick<ServiceDeps, 'ledger' | 'clock'>;

/** What is untied, and how. */
interface Untied {
  readonly companyId: number;
  readonly projectId: number;
  readonly event: 'unlink' | 'reset';
  readonly isPreview: boolean;
}

export interface UntieCall extends Untied {
  readonly caller: Caller;
  readonly reason: string;
}

const effects = (event: Untied['event'], job: Receipt, next: ProjectRecord): string[] => [
  `Job ${job.job_id} stays in the ERP as it is.`,
  'The project counts as not synced. Its requests and their audit events stay.',
  event === 'unlink'
    ? `The next accepted sending finds job ${job.job_id} again and changes it, unless another job is linked before.`
    : `The next accepted sending makes a new job, under the external id ${externalId(next.request, next.generation)}.`,
];

const untieRead = async (
  deps: UntieDeps,
  { companyId, projectId, event, isPreview }: Untied,
  untying: Omit<Untying, 'at'>,
): Promise<Tie> => {
  const before = await deps.ledger.read({ companyId, projectId });
  if (before === null) throw notFound();
  const { next, job } = untie(before, event, { ...untying, at: deps.clock() });
  if (!isPreview) await writeOrConflict(deps, before, next);
  return {
    changed: !isPreview,
    status_before: projectStatus(before),
    status_after: projectStatus(next),
    job,
    effects: effects(event, job, next),
  };
};

/**
 * Unties a project from its job, or tells what that would do.
 * @throws {DomainError} `missing_privilege`, `not_found` for a project that was never sent, `wrong_state`, `conflict`
 */
export const untieProject = async (deps: UntieDeps, { caller, reason, ...untied }: UntieCall): Promise<Tie> => {
  requireErpAdmin(caller);
  return untieRead(deps, untied, { by: caller.person, reason });
};

/** The same, done by an operator of the service, who says who that is. @throws {DomainError} as {@link untieProject} */
export const untieAsOperator = (
  deps: UntieDeps,
  { operator, reason, ...untied }: Untied & { readonly operator: string; readonly reason: string },
): Promise<Tie> => untieRead(deps, untied, { by: null, operator, reason });
