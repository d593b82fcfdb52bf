import { isSamePerson } from '#domain/person.ts';
import { contentOf } from '#simulation/erp/erp.ts';
import type { Books } from '#simulation/erp/erp.ts';
import { requestName, type Change, type ErpWrite } from '#simulation/invariants/change.ts';

/** I2, at the ERP: written is only what somebody who may has accepted, and exactly that. */
export const exportedAsAccepted = ({ job, company, request, history }: ErpWrite): string | null => {
  const what = `job ${job.external_id} was written for ${job.request_id}`;
  if (request?.decision?.kind !== 'accept') return `${what}, which nobody accepted`;
  if (!history.accepted.has(requestName(company.id, request.id))) return `${what}, which nobody who may has accepted`;
  if (contentOf(job) !== request.snapshot_sha256) return `${what} from other data than were accepted`;
  const four = company.versions.every(({ integration }) => integration.policy.four_eyes);
  return four && isSamePerson(request.decision.by, request.sender) ? `${what}, accepted by who sent it` : null;
};

/** I2: the intent stands in the ledger before the ERP is written. */
export const intentRecorded = ({ job, request }: ErpWrite): string | null =>
  (request?.exports.length ?? 0) > 0 ? null : `job ${job.external_id} was written before its attempt was recorded`;

/** I3: at most one job per external id, counted in the ERP. */
export const oneJob = ({ job, jobs }: ErpWrite): string | null =>
  jobs <= 1 ? null : `the ERP has ${jobs} jobs ${job.external_id}`;

/** I3: what the ledger calls synced is a job of the ERP. */
export const syncedJobExists = ({ before, after }: Change, erp: Books): string | null => {
  const { synced } = after;
  if (synced === null || after.request.kind === 'link' || synced.erp_id === before?.synced?.erp_id) return null;
  return erp.has(synced) ? null : `${after.request.id} is synced with job ${synced.job_id}, which does not exist`;
};

/**
 * I4: silence is no failure. Whoever has not looked the job up must not call failed what attempts in the ledger have written,
 * unless an earlier attempt had looked it up since and was refused then: that told people.
 */
export const failedWithoutJob = ({ before, after, history }: Change, erp: Books): string | null => {
  const { id, status, exports } = after.request;
  if (status !== 'failed_to_export' || before?.request.status === status) return null;
  const refusals = exports.slice(0, -1).filter(({ outcome }) => outcome === 'refused');
  const since = Date.parse(refusals.at(-1)?.ended_at ?? exports[0]?.started_at ?? '1970-01-01');
  const written = erp.writtenFor(id, Math.max(since, history.restoredAt));
  return written === undefined ? null : `${id} has failed, and job ${written} was written for it`;
};
