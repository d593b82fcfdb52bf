import { isOwnNonce, isRightCode } from '#domain/check-code.ts';
import { DomainError } from '#domain/errors.ts';
import { kidOf } from '#domain/links.ts';
import type { ApprovalsDeps } from '#handlers/approvals/deps.ts';
import { closedPage, openPage, page, signInPage } from '#handlers/approvals/pages.ts';
import { showNow } from '#handlers/approvals/show.ts';
import type { PageVisit } from '#handlers/approvals/visit.ts';
import { formBody } from '#middleware/body.ts';
import type { HttpAnswer, HttpRequest } from '#middleware/http-event.ts';
import { logRefusal, statusOf } from '#middleware/problem.ts';
import { decideRequest } from '#use-cases/decide-request.ts';
import { jobIdTaken, suggestedJobIdState } from '#use-cases/look-up-job.ts';
import { showApproval, type ClosedApproval, type OpenApproval } from '#use-cases/show-approval.ts';
import type { Verdict } from '#use-cases/verdict.ts';
import { formFaults, readDecisionForm, type DecisionForm } from '#web/decision-form.ts';

/**
 * A form that comes with a session must say that it comes from this very site; browsers that keep sessions all do. A form that
 * comes with the link is sent by somebody who knows the link, so only what says to be foreign is refused.
 * @throws {DomainError} `foreign_form`
 */
const requireOwnForm = ({ through }: PageVisit, { headers }: HttpRequest): void => {
  const site = headers['sec-fetch-site'];
  const isOwn = site === 'same-origin' || (through === 'link' && (site === undefined || site === 'none'));
  if (!isOwn) throw new DomainError('foreign_form', 'The form does not come from this page.');
};

/** @throws {DomainError} `wrong_check_code` */
const requireCheck = async (deps: ApprovalsDeps, visit: PageVisit, { nonce, check }: DecisionForm): Promise<void> => {
  const { boundTo, isSignedIn } = visit;
  // The page may come from a container that knew newer keys.
  const ring = await deps.linkKeys(kidOf(nonce));
  const isRight = isSignedIn
    ? isOwnNonce(ring, deps.stage, boundTo, nonce, deps.clock())
    : isRightCode(ring, deps.stage, boundTo, { nonce, code: check }, deps.clock());
  if (!isRight) throw new DomainError('wrong_check_code', 'The check code is not the one shown.');
};

/** The verdict of a complete form with the right check code. @throws {DomainError} `invalid_fields`, `wrong_check_code` */
const verdictOf = async (
  deps: ApprovalsDeps,
  visit: PageVisit,
  open: OpenApproval,
  form: DecisionForm,
): Promise<Verdict> => {
  const faults = formFaults(form, { isSignedIn: visit.isSignedIn });
  if (form.decision === null || Object.keys(faults).length > 0) {
    throw new DomainError('invalid_fields', 'The form is not complete.', { fields: faults });
  }
  await requireCheck(deps, visit, form);
  const { fields, reason, attempt, snapshot_sha256: snapshotSha256 } = form;
  if (form.decision === 'reject') return { kind: 'reject', reason, snapshotSha256 };
  return open.step === 'retry' && attempt !== null
    ? { kind: 'retry', fields, after: attempt }
    : { kind: 'accept', fields, snapshotSha256 };
};

/** Asks the ERP before the decision rather than after: a taken number is put right at once. @throws {DomainError} `invalid_fields` */
const requireFreeJobId = async (deps: ApprovalsDeps, open: OpenApproval, form: DecisionForm): Promise<void> => {
  const jobId = await suggestedJobIdState(deps, open, form.fields['job_id']);
  if (jobId?.state === 'taken') throw jobIdTaken(jobId.by);
};

/** Errors that the person at the form can mend there; everything else is told on a page of its own. */
const isMendable = (error: unknown): error is DomainError =>
  error instanceof DomainError && (error.code === 'invalid_fields' || error.code === 'wrong_check_code');

const isOwnDecision = ({ request, acceptsMissing }: ClosedApproval, form: DecisionForm): boolean =>
  acceptsMissing > 0 ? form.decision === 'accept' : request.decision?.kind === form.decision;

const carryOut = async (
  deps: ApprovalsDeps,
  visit: PageVisit,
  open: OpenApproval,
  form: DecisionForm,
  request: HttpRequest,
): Promise<HttpAnswer> => {
  try {
    const verdict = await verdictOf(deps, visit, open, form);
    if (verdict.kind !== 'reject') await requireFreeJobId(deps, open, form);
    const { companyId } = visit.link;
    await decideRequest(deps, { companyId, requestId: open.request.id, decider: { via: 'link', visit }, verdict });
    return await showNow(deps, visit);
  } catch (error) {
    if (isMendable(error)) {
      logRefusal(error, request.route, request.traceId);
      return page(statusOf(error.code), await openPage(deps, visit, open, { form, error, jobId: null }));
    }
    const after = await showApproval(deps, visit);
    if (after.kind === 'closed') return closedPage(after, true);
    throw error;
  }
};

/** POST: the form of the page, which decides, or asks the ERP something and decides nothing. */
export const decide = async (deps: ApprovalsDeps, visit: PageVisit, request: HttpRequest): Promise<HttpAnswer> => {
  requireOwnForm(visit, request);
  const form = readDecisionForm(formBody(request));
  const shown = await showApproval(deps, visit);
  if (shown.kind === 'guarded') return signInPage(shown, visit);
  if (shown.kind === 'closed') return closedPage(shown, !isOwnDecision(shown, form));
  if (form.wantsOptionsOf === null && !form.wantsJobIdCheck) return carryOut(deps, visit, shown, form, request);
  const jobId = form.wantsJobIdCheck ? await suggestedJobIdState(deps, shown, form.fields['job_id']) : null;
  return page(200, await openPage(deps, visit, shown, { form, error: null, jobId }));
};
