import { acceptsMissing } from '#domain/accepts.ts';
import { authorise, type Authority, type Decider } from '#domain/authority.ts';
import { DomainError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { expire, windowIsOver, type Acting } from '#domain/life.ts';
import { isSamePerson, type Person } from '#domain/person.ts';
import { VersionConflict } from '#domain/ports.ts';
import { stateOf } from '#domain/project-record.ts';
import { awaitsDecision, type Request } from '#domain/request.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { requireKnownOptions, type OptionDeps } from '#use-cases/erp-options.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { findRequest, type FoundRequest } from '#use-cases/find-request.ts';
import { startWorkflow } from '#use-cases/start-workflow.ts';
import { fieldsSaid, judged, requireSameSnapshot, type Verdict } from '#use-cases/verdict.ts';
import { wakeWorkflow } from '#use-cases/wake-workflow.ts';

/** Deciders who meet on one request: the first wins, and the second read settles it. */
const MOST_COLLISIONS = 5;

export interface DecideCall {
  readonly companyId: number;
  readonly requestId: string;
  readonly decider: Decider;
  readonly verdict: Verdict;
}

const isAcceptedBy = ({ accepted_by }: Request, person: Person): boolean =>
  accepted_by.some(({ by }) => isSamePerson(by, person));

/** The same decision again is answered with what is stored; any other is told who decided what, when. */
const isRepeat = (
  found: FoundRequest,
  verdict: Verdict,
  { by }: Authority,
  integration: Integration,
  now: Date,
): boolean => {
  const { request } = found;
  const { decision, status, exports } = request;
  if (verdict.kind === 'retry') {
    return (
      verdict.after !== null &&
      decision?.kind === 'accept' &&
      (status !== 'failed_to_export' || exports.length > verdict.after)
    );
  }
  if (decision === null) {
    const stillMissing = acceptsMissing(integration, request, request.accepted_by, now) > 0;
    return verdict.kind === 'accept' && awaitsDecision(request) && isAcceptedBy(request, by) && stillMissing;
  }
  if (decision.kind === verdict.kind) return true;
  if (status === 'failed_to_export') return false;
  throw new DomainError(
    'already_decided',
    `${decision.by.name} has already ${decision.kind}ed this request on ${decision.at}.`,
    { extra: stateOf(found) },
  );
};

const traceOf = (decider: Decider): Acting['trace'] =>
  decider.via === 'api'
    ? {}
    : {
        link: decider.visit.fingerprint,
        session_opened_at: decider.visit.openedAt?.toISOString() ?? null,
        signed_in: decider.visit.isSignedIn,
      };

/** Tells the workflow. What ended with the failed export is followed by a new execution. */
const tellWorkflow = (deps: ServiceDeps, before: Request, next: NonNullable<FoundRequest['record']>): Promise<void> =>
  before.status === 'failed_to_export' ? startWorkflow(deps, next.request) : wakeWorkflow(deps, next);

/**
 * Accepts, rejects or retries: the only way a decision comes into being, whatever the door.
 * @throws {DomainError} `not_found`, `missing_privilege`, `own_request`, `sign_in_required`, `link_expired`, `stale_snapshot`,
 *   `already_decided`, `wrong_state` or `invalid_fields`; nothing is written then, except that a window found over is recorded.
 */
export const decideRequest = async (
  deps: ServiceDeps & OptionDeps,
  { companyId, requestId, decider, verdict }: DecideCall,
): Promise<Request> => {
  for (let collision = 0; collision < MOST_COLLISIONS; collision += 1) {
    const found = await findRequest(deps.ledger, companyId, requestId);
    const { request, record } = found;
    const integration = await integrationOf(deps.integrations, companyId, request.integration.id);
    const at = deps.clock();
    const authority = authorise(decider, integration, request, at);
    if (isRepeat(found, verdict, authority, integration, at)) return request;
    if (record === null) {
      throw new DomainError('wrong_state', 'A newer request has replaced this one.', { extra: stateOf(found) });
    }
    requireSameSnapshot(record, verdict);
    if (request.status === 'expired') {
      const code = decider.via === 'link' ? 'link_expired' : 'wrong_state';
      throw new DomainError(code, `Nobody decided before ${request.expires_at}.`, { extra: stateOf(found) });
    }
    const tooLate = awaitsDecision(request) && windowIsOver(record, at);
    const acting = { ...authority, via: decider.via, at, trace: traceOf(decider) };
    const erp = await deps.erps(integration);
    const next = tooLate ? expire(record, at) : judged(erp, integration, record, acting, verdict);
    if (!tooLate) await requireKnownOptions(deps, erp, integration, fieldsSaid(verdict, request, next.request));
    try {
      await deps.ledger.write(record, next);
    } catch (error) {
      if (error instanceof VersionConflict) continue;
      throw error;
    }
    if (!awaitsDecision(next.request)) await tellWorkflow(deps, request, next);
    if (!tooLate) return next.request;
  }
  throw new DomainError('conflict', 'Others are working on this request at the same moment. Try again.');
};
