import middy from '@middy/core';
import { DomainError, type ErrorCode } from '#domain/errors.ts';
import { requestId } from '#domain/request.ts';
import type { ApprovalsDeps } from '#handlers/approvals/deps.ts';
import { decide } from '#handlers/approvals/decide.ts';
import { page } from '#handlers/approvals/pages.ts';
import { probe, show } from '#handlers/approvals/show.ts';
import { beginSignIn, endSignIn } from '#handlers/approvals/sign-in.ts';
import { visitOf } from '#handlers/approvals/visit.ts';
import { approvalRoutes } from '#handlers/routes.ts';
import { formBody } from '#middleware/body.ts';
import { readHttpEvent, type HttpAnswer, type HttpRequest } from '#middleware/http-event.ts';
import { inInvocation } from '#middleware/invocation.ts';
import { addToLog } from '#middleware/log-scope.ts';
import { requestLog } from '#middleware/observability.ts';
import { logRefusal, statusOf } from '#middleware/problem.ts';
import { readDecisionForm } from '#web/decision-form.ts';
import { pageHeaders } from '#web/page-headers.ts';
import { refusalPage, type Refusal } from '#web/refusal-page.ts';

/** Refusals that have a page of their own; whatever else stops a form did not arrive as the page sent it. */
const REFUSALS: Partial<Record<ErrorCode, Refusal>> = {
  not_found: 'not_found',
  own_request: 'own_request',
  missing_privilege: 'missing_privilege',
  other_person: 'other_person',
  sign_in_failed: 'sign_in_failed',
  session_over: 'session_over',
  foreign_form: 'foreign_form',
  stale_snapshot: 'stale_snapshot',
  link_expired: 'link_expired',
  conflict: 'conflict',
};

/** What a person had typed into a form whose session is over: nobody should have to type it again. */
const typedReason = (request: HttpRequest): string => {
  try {
    return request.route === approvalRoutes['decide-approval'] ? readDecisionForm(formBody(request)).reason : '';
  } catch {
    return '';
  }
};

const refuse = (error: unknown, request: HttpRequest): HttpAnswer => {
  if (!(error instanceof DomainError)) {
    return page(503, refusalPage({ refusal: 'service_error', traceId: request.traceId }));
  }
  const refusal = REFUSALS[error.code] ?? 'malformed_request';
  return page(
    statusOf(error.code),
    refusalPage({ refusal, ...(refusal === 'session_over' && { typedReason: typedReason(request) }) }),
  );
};

const METHODS = { allow: 'GET, HEAD, POST, OPTIONS' };

const answer = async (deps: ApprovalsDeps, request: HttpRequest): Promise<HttpAnswer> => {
  if (request.route === approvalRoutes['describe-approval']) {
    return { statusCode: 204, headers: { ...pageHeaders, ...METHODS }, body: '' };
  }
  if (request.route === approvalRoutes['signed-in']) return endSignIn(deps, request);
  const visit = await visitOf(deps, request);
  const { companyId, projectId, number } = visit.link;
  addToLog({ company_id: companyId, project_id: projectId, request_id: requestId(projectId, number) });
  switch (request.route) {
    case approvalRoutes['decide-approval']:
      return decide(deps, visit, request);
    case approvalRoutes['sign-in']:
      return beginSignIn(deps, visit);
    case approvalRoutes['probe-approval']:
      return probe(visit, request);
    default:
      return show(deps, visit, request);
  }
};

/**
 * The approval pages. Safe methods show and never change anything; POST decides. Every answer carries the page's own headers,
 * refusals too.
 */
export const approvalsApp = (deps: ApprovalsDeps) =>
  inInvocation(
    middy<unknown, HttpAnswer>()
      .use(requestLog())
      .onError((middyRequest) => {
        const request = readHttpEvent(middyRequest.event);
        logRefusal(middyRequest.error, request.route, request.traceId);
        middyRequest.response = refuse(middyRequest.error, request);
      })
      .handler((event) => answer(deps, readHttpEvent(event))),
  );
