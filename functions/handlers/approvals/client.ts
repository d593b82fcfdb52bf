import type { HttpRequest } from '#middleware/http-event.ts';

/** What opened a link, as far as it says so itself. For logs and metrics only: whoever wants to, says something else. */
export type ClientClass = 'browser' | 'prefetch' | 'scanner' | 'other';

const SCANNERS =
  /bot|crawl|spider|scan|preview|proofpoint|mimecast|barracuda|safelinks|headless|python|curl|wget|axios/i;

/** A browser that loads a page before anybody has asked for it. */
export const isPrefetch = ({ headers }: HttpRequest): boolean =>
  /prefetch|prerender/i.test(
    [headers['sec-purpose'], headers['purpose'], headers['x-purpose'], headers['x-moz']].join(' '),
  );

/** A browser that goes to a page: the only client that needs the link out of its address bar. */
export const isNavigation = ({ headers }: HttpRequest): boolean => headers['sec-fetch-mode'] === 'navigate';

export const clientClass = (request: HttpRequest): ClientClass => {
  if (isPrefetch(request)) return 'prefetch';
  if (SCANNERS.test(request.headers['user-agent'] ?? '')) return 'scanner';
  return isNavigation(request) ? 'browser' : 'other';
};
