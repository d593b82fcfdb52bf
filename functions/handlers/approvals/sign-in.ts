import { callerOf } from '#domain/caller.ts';
import { DomainError } from '#domain/errors.ts';
import { kidOf, sign, verify } from '#domain/links.ts';
import { requireApprover, requireCompany } from '#domain/rights.ts';
import { readSession } from '#domain/session.ts';
import type { ApprovalsDeps } from '#handlers/approvals/deps.ts';
import { redirect } from '#handlers/approvals/pages.ts';
import { cleanPath, sessionCookies, setCookie, type PageVisit } from '#handlers/approvals/visit.ts';
import type { HttpAnswer, HttpRequest } from '#middleware/http-event.ts';
import type { SignIn } from '#oidc/sign-in.ts';

/** What a browser remembers while it is at the issuer: a person looks up a password and a second factor in that time. */
const COOKIE = '__Host-sign-in';
const SECONDS = 10 * 60;
const PURPOSE = 'approval-sign-in';

const requireSignIn = ({ signIn }: ApprovalsDeps): SignIn => {
  if (signIn !== null) return signIn;
  throw new DomainError('sign_in_failed', 'This service has no sign-in. Decide in the ERP Integrations tool.');
};

const redirectUri = ({ publicUrl }: ApprovalsDeps): string => `${publicUrl}/approvals/signed-in`;

/** Sends a browser that holds a session to the issuer. It decides nothing, and nothing is remembered here. */
export const beginSignIn = async (deps: ApprovalsDeps, visit: PageVisit): Promise<HttpAnswer> => {
  const { url, state, nonce, verifier } = await requireSignIn(deps).begin(redirectUri(deps));
  const until = Math.floor(deps.clock().getTime() / 1000) + SECONDS;
  const memory = sign(visit.ring, PURPOSE, deps.stage, [state, nonce, verifier, visit.boundTo, until]);
  return redirect(url, [setCookie(COOKIE, memory, SECONDS)]);
};

/**
 * Back from the issuer: the session's approver, and nobody else, goes on with a session that says so.
 * @throws {DomainError} `session_over`, `sign_in_failed`, `other_person`, `missing_privilege`
 */
export const endSignIn = async (deps: ApprovalsDeps, request: HttpRequest): Promise<HttpAnswer> => {
  const now = deps.clock();
  const kept = request.cookies[COOKIE] ?? '';
  const ring = await deps.linkKeys(kidOf(kept));
  const memory = verify(ring, PURPOSE, deps.stage, kept) ?? [];
  const [state = '', nonce = '', verifier = '', sealed = '', until] = memory;
  const session = readSession(ring, deps.stage, sealed, now);
  if (session === null || !(now.getTime() / 1000 < Number(until))) {
    throw new DomainError('session_over', 'Open the link in the mail again.');
  }
  const claims = await requireSignIn(deps).end(redirectUri(deps), request.query, { state, nonce, verifier });
  const caller = callerOf(claims);
  if (caller.person.id !== session.link.approverId) {
    throw new DomainError('other_person', 'The link is meant for somebody else.');
  }
  requireCompany(caller, session.link.companyId);
  requireApprover(caller);
  const cookies = sessionCookies(deps, ring, { ...session, isSignedIn: true }, request);
  return redirect(cleanPath(session.link), [...cookies, setCookie(COOKIE, '', 0)]);
};
