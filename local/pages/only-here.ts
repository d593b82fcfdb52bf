import type { IncomingMessage } from 'node:http';
import type { Handle } from '#local/server.ts';

/** Names of this machine: another one means that a web site made its own name point here. */
const OWN_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

const isForeign = ({ headers, method }: IncomingMessage): boolean =>
  !OWN_HOST.test(headers.host ?? '') || (method === 'POST' && headers['sec-fetch-site'] === 'cross-site');

/** Adds this machine's own paths to a service. They take no password, so web sites open in the same browser are kept out. */
export const withOwnPaths =
  (paths: Readonly<Record<string, Handle>>, service: Handle): Handle =>
  async (request, response) => {
    const [path] = (request.url ?? '').split('?');
    const own = paths[`${request.method} ${path}`];
    if (!own) return service(request, response);
    if (!isForeign(request)) return own(request, response);
    response.writeHead(403).end();
  };
