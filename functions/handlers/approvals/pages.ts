import { randomUUID } from 'node:crypto';
import { drawCheckCode } from '#domain/check-code.ts';
import type { DomainError } from '#domain/errors.ts';
import { choicesNow, choicesUnasked } from '#handlers/approvals/choices.ts';
import type { ApprovalsDeps } from '#handlers/approvals/deps.ts';
import { cleanPath, type PageVisit } from '#handlers/approvals/visit.ts';
import type { HttpAnswer } from '#middleware/http-event.ts';
import type { JobIdState } from '#use-cases/look-up-job.ts';
import type { ClosedApproval, GuardedApproval, OpenApproval } from '#use-cases/show-approval.ts';
import { approvalPage } from '#web/approval-page.ts';
import type { DecisionForm } from '#web/decision-form.ts';
import { guardedPage } from '#web/guarded-page.ts';
import { pageHeaders } from '#web/page-headers.ts';
import { resultPage } from '#web/result-page.ts';

export const page = (statusCode: number, body: string): HttpAnswer => ({ statusCode, headers: pageHeaders, body });

/** Sends the browser on, to an address of this service or of the issuer that it trusts. */
export const redirect = (location: string, cookies: readonly string[]): HttpAnswer => ({
  statusCode: 303,
  headers: { ...pageHeaders, location },
  cookies,
  body: '',
});

/** What came of a form that decided nothing. */
export interface Returned {
  readonly form: DecisionForm;
  /** Null when there was nothing wrong with it: the person asked the ERP something. */
  readonly error: DomainError | null;
  readonly jobId: JobIdState | null;
}

/** A browser's session, or a form, shows that somebody looks: only then the ERP is asked for what it has. */
const isLookedAt = ({ through }: PageVisit, returned: Returned | null): boolean =>
  through === 'session' || returned !== null;

export const openPage = async (
  deps: ApprovalsDeps,
  visit: PageVisit,
  open: OpenApproval,
  returned: Returned | null,
): Promise<string> => {
  const choices = isLookedAt(visit, returned)
    ? await choicesNow(deps, open, returned?.form.fields ?? {})
    : choicesUnasked(open);
  const { nonce, code } = drawCheckCode(visit.ring, deps.stage, visit.boundTo, randomUUID(), deps.clock());
  return approvalPage({
    ...open,
    check: visit.isSignedIn ? { kind: 'signed_in', nonce } : { kind: 'code', nonce, code },
    jobId: returned?.jobId ?? null,
    choices,
    refused: returned && { form: returned.form, error: returned.error },
  });
};

export const closedPage = (closed: ClosedApproval, cameTooLate: boolean): HttpAnswer => {
  const status = closed.expired ? 410 : cameTooLate ? 409 : 200;
  return page(status, resultPage({ ...closed, erpName: closed.erp.name, cameTooLate }));
};

export const signInPage = ({ request, erp }: GuardedApproval, visit: PageVisit): HttpAnswer =>
  page(200, guardedPage({ requestId: request.id, erpName: erp.name, signInPath: `${cleanPath(visit.link)}/sign-in` }));
