import { InvalidFields } from '#domain/accept-fields.ts';
import type { FoundJob, LookUpJob } from '#domain/erp.ts';
import { idsOf } from '#domain/happened.ts';
import type { Warn } from '#domain/ports.ts';
import type { OpenApproval } from '#use-cases/show-approval.ts';

export interface LookUpDeps {
  readonly lookUpJob: LookUpJob;
  readonly warn: Warn;
}

/** `free`: no other project or job has the number. `unknown`: the ERP could not be asked now; the export will tell. */
export type JobIdState = { readonly state: 'free' | 'unknown' } | { readonly state: 'taken'; readonly by: FoundJob };

const jobIdState = async (
  deps: LookUpDeps,
  { request, integration, externalId }: Pick<OpenApproval, 'request' | 'integration' | 'externalId'>,
  jobId: string,
): Promise<JobIdState> => {
  try {
    const found = await deps.lookUpJob(integration, jobId);
    return found === null || found.external_id === externalId ? { state: 'free' } : { state: 'taken', by: found };
  } catch (cause) {
    deps.warn('job_id_not_checked', { ...idsOf(request) }, cause);
    return { state: 'unknown' };
  }
};

/**
 * Whether the job number that an approver typed, or else the suggested one, is still free in the ERP; null where there is
 * nothing to ask: the job exists and keeps its number, or the ERP cannot be asked.
 */
export const suggestedJobIdState = async (
  deps: LookUpDeps,
  open: OpenApproval,
  typed: string | undefined,
): Promise<JobIdState | null> => {
  const given = typed?.trim() ?? '';
  const jobId = given === '' ? open.suggested['job_id'] : given;
  if (!open.erp.can_look_up || open.request.kind !== 'create' || jobId === undefined) return null;
  return jobIdState(deps, open, jobId);
};

/** The refusal of a job number that another job has. */
export const jobIdTaken = ({ name }: FoundJob): InvalidFields =>
  new InvalidFields('The job number is taken.', new Map([['fields.job_id', { code: 'job_id_taken', name }]]));
