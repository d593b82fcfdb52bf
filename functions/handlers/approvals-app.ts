import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import { drawCheckCode, isRightCode } from '#domain/check-code.ts';
import { DomainError, notFound, type ErrorCode } from '#domain/errors.ts';
import { readApprovalLink, type ApprovalLink, type KeyRing } from '#domain/links.ts';
import type { LinkKeys } from '#domain/ports.ts';
import { approvalRoutes } from '#handlers/routes.ts';
import { formBody } from '#middleware/body.ts';
import { readHttpEvent, type HttpAnswer, type HttpRequest } from '#middleware/http-event.ts';
import { logger, requestLog } from '#middleware/observability.ts';
import { statusOf } from '#middleware/problem.ts';
import { decideRequest, type Verdict } from '#use-cases/decide-request.ts';
import type { TellingDeps } from '#use-cases/deps.ts';
import { showApproval, type ClosedApproval, type OpenApproval } from '#use-cases/show-approval.ts';
import { approvalPage } from '#web/approval-page.ts';
import { formFaults, readDecisionForm, type DecisionForm } from '#web/decision-form.ts';
import { pageHeaders } from '#web/page-headers.ts';
import { refusalPage } from '#web/refusal-page.ts';
import { resultPage } from '#web/result-page.ts';
import type { Refusal } from '#web/texts.ts';

export interface ApprovalsDeps extends TellingDeps {
  readonly linkKeys: LinkKeys;
  readonly stage: string;
}

/** A visit through a link that this service signed. */
interface Visit {
  readonly token: string;
  readonly link: ApprovalLink;
  readonly ring: KeyRing;
}

const page = (statusCode: number, body: string): HttpAnswer => ({ statusCode, headers: pageHeaders, body });

/** Refuses a tampered, foreign or outdated token before anything is read from the ledger. */
const visitOf = async ({ linkKeys, stage }: ApprovalsDeps, { params }: HttpRequest): Promise<Visit> => {
  const token = params['token'] ?? '';
  const ring = await linkKeys();
  const link = readApprovalLink(ring, stage, token);
  if (link === null) throw notFound();
  return { token, link, ring };
};

const openPage = (
  deps: ApprovalsDeps,
  visit: Visit,
  open: OpenApproval,
  refused: { form: DecisionForm; error: DomainError } | null,
) =>
  approvalPage({
    ...open,
    suggested: { job_id: open.suggestedJobId },
    checkCode: drawCheckCode(visit.ring, deps.stage, visit.token, randomUUID(), deps.clock()),
    refused,
  });

const closedPage = ({ erp, ...closed }: ClosedApproval, cameTooLate: boolean): HttpAnswer => {
  const status = closed.expired ? 410 : cameTooLate ? 409 : 200;
  return page(status, resultPage({ ...closed, erpName: erp.name, cameTooLate }));
};

const show = async (deps: ApprovalsDeps, visit: Visit): Promise<HttpAnswer> => {
  const shown = await showApproval(deps, visit.link);
  return shown.kind === 'open' ? page(200, openPage(deps, visit, shown, null)) : closedPage(shown, false);
};

/** Browsers name where a form comes from; other clients do not, and for them the nonce alone must do. */
const requireOwnForm = ({ headers }: HttpRequest): void => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new DomainError('malformed_request', 'The form does not come from this page.');
  }
};

/** The verdict of a complete form with the right check code. @throws {DomainError} `invalid_fields`, `wrong_check_code` */
const verdictOf = (deps: ApprovalsDeps, { ring, token }: Visit, form: DecisionForm): Verdict => {
  const faults = formFaults(form);
  if (form.decision === null || Object.keys(faults).length > 0) {
    throw new DomainError('invalid_fields', 'The form is not complete.', { fields: faults });
  }
  if (!isRightCode(ring, deps.stage, token, { nonce: form.nonce, code: form.check }, deps.clock())) {
    throw new DomainError('wrong_check_code', 'The check code is not the one shown.');
  }
  const snapshotSha256 = form.snapshot_sha256;
  return form.decision === 'accept'
    ? { kind: 'accept', fields: form.fields, snapshotSha256 }
    : { kind: 'reject', reason: form.reason, snapshotSha256 };
};

/** Errors that the person at the form can mend there; everything else is told on a page of its own. */
const isMendable = (error: unknown): error is DomainError =>
  error instanceof DomainError && (error.code === 'invalid_fields' || error.code === 'wrong_check_code');

const decide = async (deps: ApprovalsDeps, visit: Visit, request: HttpRequest): Promise<HttpAnswer> => {
  requireOwnForm(request);
  const form = readDecisionForm(formBody(request));
  const shown = await showApproval(deps, visit.link);
  if (shown.kind === 'closed') return closedPage(shown, shown.request.decision?.kind !== form.decision);
  try {
    const verdict = verdictOf(deps, visit, form);
    const decider = { via: 'link', link: visit.link } as const;
    await decideRequest(deps, { companyId: visit.link.companyId, requestId: shown.request.id, decider, verdict });
  } catch (error) {
    if (isMendable(error)) return page(statusOf(error.code), openPage(deps, visit, shown, { form, error }));
    const after = await showApproval(deps, visit.link);
    if (after.kind === 'closed') return closedPage(after, true);
    throw error;
  }
  return show(deps, visit);
};

/** Refusals that have a page of their own; whatever else stops a form did not arrive as the page sent it. */
const REFUSALS: Partial<Record<ErrorCode, Refusal>> = {
  not_found: 'not_found',
  own_request: 'own_request',
  missing_privilege: 'missing_privilege',
  stale_snapshot: 'stale_snapshot',
  link_expired: 'link_expired',
  conflict: 'conflict',
};

const refuse = (error: unknown, traceId: string): HttpAnswer =>
  error instanceof DomainError
    ? page(statusOf(error.code), refusalPage({ refusal: REFUSALS[error.code] ?? 'malformed_request' }))
    : page(503, refusalPage({ refusal: 'service_error', traceId }));

/** The approval pages. GET shows and never changes anything; POST decides. Every answer carries the page's own headers. */
export const approvalsApp = (deps: ApprovalsDeps) =>
  middy<unknown, HttpAnswer>()
    .use(requestLog())
    .onError((middyRequest) => {
      const { traceId, route } = readHttpEvent(middyRequest.event);
      const { error } = middyRequest;
      if (!(error instanceof DomainError))
        logger.error('request_failed', { route, trace_id: traceId, ...(error && { error }) });
      middyRequest.response = refuse(error, traceId);
    })
    .handler(async (event) => {
      const request = readHttpEvent(event);
      const visit = await visitOf(deps, request);
      return request.route === approvalRoutes['decide-approval'] ? decide(deps, visit, request) : show(deps, visit);
    });
