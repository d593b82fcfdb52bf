import { clientClass, isNavigation, isPrefetch } from '#handlers/approvals/client.ts';
import type { ApprovalsDeps } from '#handlers/approvals/deps.ts';
import { closedPage, openPage, page, redirect, signInPage } from '#handlers/approvals/pages.ts';
import { cleanPath, sessionCookies, type PageVisit } from '#handlers/approvals/visit.ts';
import type { HttpAnswer, HttpRequest } from '#middleware/http-event.ts';
import { logger } from '#middleware/observability.ts';
import { showApproval } from '#use-cases/show-approval.ts';
import { pageHeaders } from '#web/page-headers.ts';

/** Openings go to log and metric, not to the ledger, which a GET does not write. */
const logOpening = (visit: PageVisit, request: HttpRequest): void => {
  logger.info('link_opened', {
    link: visit.fingerprint,
    through: visit.through,
    method: request.route.split(' ')[0],
    client: clientClass(request),
  });
};

/** The page as it is now. */
export const showNow = async (deps: ApprovalsDeps, visit: PageVisit): Promise<HttpAnswer> => {
  const shown = await showApproval(deps, visit);
  switch (shown.kind) {
    case 'open':
      return page(200, await openPage(deps, visit, shown, null));
    case 'closed':
      return closedPage(shown, false);
    case 'guarded':
      return signInPage(shown, visit);
  }
};

/**
 * GET. A browser that comes with the link gets a session and a clean address in exchange, so that the link does not stay in
 * its address bar, history and referrer. Any other client, such as a program that keeps no cookies, gets the page itself.
 */
export const show = async (deps: ApprovalsDeps, visit: PageVisit, request: HttpRequest): Promise<HttpAnswer> => {
  logOpening(visit, request);
  if (isPrefetch(request)) return { statusCode: 204, headers: pageHeaders, body: '' };
  if (visit.through === 'session' || !isNavigation(request)) return showNow(deps, visit);
  const { link, fingerprint } = visit;
  const session = { link, fingerprint, openedAt: deps.clock(), isSignedIn: false };
  return redirect(cleanPath(link), sessionCookies(deps, visit.ring, session, request));
};

/** HEAD: the headers of a page, for whoever only wants to know that there is one. */
export const probe = (visit: PageVisit, request: HttpRequest): HttpAnswer => {
  logOpening(visit, request);
  return { statusCode: 200, headers: pageHeaders, body: '' };
};
