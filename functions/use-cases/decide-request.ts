import { readAcceptFields, type AcceptedFields } from '#domain/accept-fields.ts';
import type { Caller } from '#domain/caller.ts';
import { DomainError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { accept, expire, reject, retry, windowIsOver, type Acting } from '#domain/life.ts';
import type { ApprovalLink } from '#domain/links.ts';
import type { Person } from '#domain/person.ts';
import { requireApprover, requireFourEyes, requireLiveLink, requireNamedApprover } from '#domain/policy.ts';
import { VersionConflict } from '#domain/ports.ts';
import { stateOf, type ProjectRecord } from '#domain/project-record.ts';
import { awaitsDecision, type Request } from '#domain/request.ts';
import type { TellingDeps } from '#use-cases/deps.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { findRequest } from '#use-cases/find-request.ts';
import { wakeWorkflow } from '#use-cases/wake-workflow.ts';

/** Deciders who meet on one request: the first wins, and the second read settles it. */
const MOST_COLLISIONS = 5;

/** Who decides, through which door. */
export type Decider =
  { readonly via: 'api'; readonly caller: Caller } | { readonly via: 'link'; readonly link: ApprovalLink };

export type Verdict =
  | { readonly kind: 'accept'; readonly fields: AcceptedFields; readonly snapshotSha256: string }
  | { readonly kind: 'reject'; readonly reason: string; readonly snapshotSha256: string }
  | { readonly kind: 'retry'; readonly fields: AcceptedFields };

export interface DecideCall {
  readonly companyId: number;
  readonly requestId: string;
  readonly decider: Decider;
  readonly verdict: Verdict;
}

/** The one authorisation check, made at decision time, whatever the door. */
const authorise = (decider: Decider, integration: Integration, request: Request, now: Date): Person => {
  if (decider.via === 'api') requireApprover(decider.caller);
  else requireLiveLink(decider.link, request, now);
  const person =
    decider.via === 'api' ? decider.caller.person : requireNamedApprover(integration, decider.link.approverId);
  requireFourEyes(integration, request, person);
  return person;
};

/** The same decision again is answered with the stored one; any other is told who decided what, when. */
const isRepeat = (
  { request, events }: { request: Request; events: ProjectRecord['events'] },
  verdict: Verdict,
): boolean => {
  const { decision, status } = request;
  if (verdict.kind === 'retry' || decision === null) return false;
  if (decision.kind === verdict.kind) return true;
  if (status === 'failed_to_export') return false;
  throw new DomainError(
    'already_decided',
    `${decision.by.name} has already ${decision.kind}ed this request on ${decision.at}.`,
    {
      extra: stateOf({ request, events }),
    },
  );
};

const requireSameSnapshot = (record: ProjectRecord, verdict: Verdict): void => {
  if (verdict.kind !== 'retry' && verdict.snapshotSha256 !== record.request.snapshot_sha256) {
    throw new DomainError(
      'stale_snapshot',
      'What would be exported is not what you were shown. Look at the request again.',
      {
        extra: { ...stateOf(record), snapshot_sha256: record.request.snapshot_sha256 },
      },
    );
  }
};

/** The approver's fields, completed with the job number the ERP would get anyway, so that it is checked and on record. */
const fieldsOf = (deps: TellingDeps, { request, synced }: ProjectRecord, given: AcceptedFields): AcceptedFields => {
  const asked = deps.erps(request.integration.erp).accept_fields;
  const completed = asked.some(({ key }) => key === 'job_id') && !given['job_id'];
  return keepJobId(readAcceptFields(asked, completed ? { ...given, job_id: request.suggested_job_id } : given), synced);
};

/** @throws {DomainError} `invalid_fields` when an update would give the existing job another number. */
const keepJobId = (fields: AcceptedFields, synced: ProjectRecord['synced']): AcceptedFields => {
  if (synced && fields['job_id'] !== undefined && fields['job_id'] !== synced.job_id) {
    throw new DomainError('invalid_fields', 'The job exists already and keeps its number.', {
      fields: { 'fields.job_id': [`must be ${synced.job_id}`] },
    });
  }
  return fields;
};

const decide = (deps: TellingDeps, record: ProjectRecord, acting: Acting, verdict: Verdict): ProjectRecord => {
  switch (verdict.kind) {
    case 'accept':
      return accept(record, acting, fieldsOf(deps, record, verdict.fields));
    case 'reject':
      return reject(record, acting, verdict.reason);
    case 'retry':
      return retry(record, acting, fieldsOf(deps, record, { ...record.request.decision?.fields, ...verdict.fields }));
  }
};

/**
 * Accepts, rejects or retries: the only way a decision comes into being.
 * @throws {DomainError} `not_found`, `missing_privilege`, `own_request`, `link_expired`, `stale_snapshot`, `already_decided`,
 *   `wrong_state` or `invalid_fields`; nothing is written then, except that a window found over is recorded as such.
 */
export const decideRequest = async (
  deps: TellingDeps,
  { companyId, requestId, decider, verdict }: DecideCall,
): Promise<Request> => {
  for (let collision = 0; collision < MOST_COLLISIONS; collision += 1) {
    const found = await findRequest(deps.ledger, companyId, requestId);
    const integration = await integrationOf(deps.integrations, companyId, found.request.integration.id);
    const by = authorise(decider, integration, found.request, deps.clock());
    if (isRepeat(found, verdict)) return found.request;
    if (found.record === null) {
      throw new DomainError('wrong_state', 'A newer request has replaced this one.', { extra: stateOf(found) });
    }
    requireSameSnapshot(found.record, verdict);
    if (found.request.status === 'expired') {
      const code = decider.via === 'link' ? 'link_expired' : 'wrong_state';
      throw new DomainError(code, `Nobody decided before ${found.request.expires_at}.`, { extra: stateOf(found) });
    }
    const at = deps.clock();
    const tooLate = awaitsDecision(found.request) && windowIsOver(found.record, at);
    const next = tooLate ? expire(found.record, at) : decide(deps, found.record, { by, via: decider.via, at }, verdict);
    try {
      await deps.ledger.write(found.record, next);
    } catch (error) {
      if (error instanceof VersionConflict) continue;
      throw error;
    }
    await wakeWorkflow(deps, next);
    if (!tooLate) return next.request;
  }
  throw new DomainError('conflict', 'Others are working on this request at the same moment. Try again.');
};
