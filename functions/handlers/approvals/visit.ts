import type { Visit } from '#domain/authority.ts';
import { DomainError, notFound } from '#domain/errors.ts';
import { kidOf, readApprovalLink, type ApprovalLink, type KeyRing } from '#domain/links.ts';
import { linkFingerprint, readSession, SESSION_SECONDS, sealSession, type Session } from '#domain/session.ts';
import { requestId } from '#domain/request.ts';
import type { ApprovalsDeps } from '#handlers/approvals/deps.ts';
import type { HttpRequest } from '#middleware/http-event.ts';

/** A visit to an approval page: through the link itself, or through the session that a browser has for it. */
export interface PageVisit extends Visit {
  readonly ring: KeyRing;
  /** The link or session, as it came: what is drawn for this visit is of no use in another. */
  readonly boundTo: string;
  readonly through: 'link' | 'session';
}

/** Path of a page in a browser: names the request, and is no key to it. */
const CLEAN = /^([1-9]\d{0,14})-([1-9]\d{0,15}-[1-9]\d{0,8})$/;

const nameOf = ({ companyId, projectId, number }: ApprovalLink): string =>
  `${companyId}-${requestId(projectId, number)}`;

/** One cookie per request, so that several can be open side by side. `__Host-`: this host only, over TLS only, no other path. */
const cookieOf = (name: string): string => `__Host-approval-${name}`;

/** More sessions than this would not fit into the headers that an HTTP API takes (10,240 bytes); the oldest give way. */
const MOST_SESSIONS = 12;

const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** Sets a cookie that page scripts cannot read and other sites cannot send along. */
export const setCookie = (name: string, value: string, seconds: number): string =>
  `${name}=${value}; Max-Age=${seconds}; ${ATTRIBUTES}`;

/** Cookies that keep `session`, and room for it. */
export const sessionCookies = (
  deps: ApprovalsDeps,
  ring: KeyRing,
  session: Session,
  request: HttpRequest,
): string[] => {
  const own = cookieOf(nameOf(session.link));
  const others = Object.keys(request.cookies).filter((name) => name.startsWith(cookieOf('')) && name !== own);
  const surplus = others.slice(0, Math.max(0, others.length - MOST_SESSIONS + 1));
  return [
    setCookie(own, sealSession(ring, deps.stage, session), SESSION_SECONDS),
    ...surplus.map((name) => setCookie(name, '', 0)),
  ];
};

/** Address of the page in a browser that holds the session. */
export const cleanPath = (link: ApprovalLink): string => `/approvals/${nameOf(link)}`;

const throughSession = (deps: ApprovalsDeps, ring: KeyRing, name: string, request: HttpRequest): PageVisit => {
  const boundTo = request.cookies[cookieOf(name)] ?? '';
  const session = readSession(ring, deps.stage, boundTo, deps.clock());
  if (session === null || nameOf(session.link) !== name) {
    throw new DomainError('session_over', 'Open the link in the mail again.');
  }
  return { ...session, ring, boundTo, through: 'session' };
};

const throughLink = (deps: ApprovalsDeps, ring: KeyRing, token: string): PageVisit => {
  const link = readApprovalLink(ring, deps.stage, token);
  if (link === null) throw notFound();
  const fingerprint = linkFingerprint(token);
  return { link, fingerprint, openedAt: null, isSignedIn: false, ring, boundTo: token, through: 'link' };
};

/**
 * Who visits. Whatever was tampered with, is foreign or outdated is refused before anything is read from the ledger.
 * @throws {DomainError} `not_found`, `session_over`
 */
export const visitOf = async (deps: ApprovalsDeps, request: HttpRequest): Promise<PageVisit> => {
  const token = request.params['token'] ?? '';
  const isSession = CLEAN.test(token);
  const ring = await deps.linkKeys(kidOf(isSession ? (request.cookies[cookieOf(token)] ?? '') : token));
  return isSession ? throughSession(deps, ring, token, request) : throughLink(deps, ring, token);
};
