import type { ErpDouble, MakeDouble, Mood } from '#erp/double.ts';
import { CompanyFile } from '#erp/quickbooks-online/double-company.ts';
import { broken, Fault, gatewayFault, throttled, tooLong } from '#erp/quickbooks-online/double-faults.ts';
import { select } from '#erp/quickbooks-online/double-query.ts';
import { CREDENTIALS, TOKEN_PATH, TokenEndpoint } from '#erp/quickbooks-online/double-tokens.ts';

// The Accounting API of QuickBooks Online as far as the connector uses it, by Intuit's Customer page, its list of error codes
// and answers that others have published. No live company has been asked.

const REALM = '4620816365291234550';
const LONGEST_REQUEST_ID = 50;

const isWrite = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  method === 'POST' && new URL(url).pathname.endsWith('/customer');

/** A company with two customers, a vendor and an employee. */
export const erpDouble: MakeDouble = ({ clock }): ErpDouble => {
  const tokens = new TokenEndpoint(clock);
  const company = new CompanyFile(clock);
  const answered = new Map<string, unknown>();
  const replies: unknown[] = [];
  let mood: Mood | null = null;

  const time = (): string => clock().toISOString();

  /** The same key within the company: what it was answered the first time, and nothing else happens. */
  const write = (parameters: URLSearchParams, body: string): unknown => {
    const key = parameters.get('requestid');
    if (key !== null && key.length > LONGEST_REQUEST_ID) throw tooLong();
    const before = key === null ? undefined : answered.get(key);
    if (before !== undefined) return before;
    const reply = { Customer: company.put(JSON.parse(body)), time: time() };
    if (key !== null) answered.set(key, reply);
    return reply;
  };

  const answer = (request: Request, body: string): unknown => {
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.replace(`/v3/company/${REALM}/`, '');
    if (searchParams.get('minorversion') !== '75')
      throw new Fault('2020', 'Required param missing', 'minorversion', '');
    if (request.method === 'POST' && path === 'customer') return write(searchParams, body);
    if (request.method === 'GET' && path === 'query') {
      const found = select(company.customers(), searchParams.get('query') ?? '');
      const list = found.length === 0 ? {} : { Customer: found, startPosition: 1, maxResults: found.length };
      return { QueryResponse: list, time: time() };
    }
    const [, id] = /^customer\/([^/]+)$/.exec(path) ?? [];
    if (request.method === 'GET' && id !== undefined)
      return { Customer: company.read(decodeURIComponent(id)), time: time() };
    throw new Fault('500', 'Unsupported Operation', `Operation ${path} is not supported.`, '');
  };

  const answerOf = (request: Request, body: string, next: Mood | null): Response => {
    try {
      if (next === 'refusing') throw tooLong();
      const reply = answer(request, body);
      if (next === 'failing') return broken(time());
      if (isWrite(request)) replies.push(reply);
      return Response.json(reply);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return Response.json({ Fault: error.fault, time: time() }, { status: 400 });
    }
  };

  const serve = (request: Request, body: string): Response => {
    const { pathname } = new URL(request.url);
    if (pathname === TOKEN_PATH && request.method === 'POST') return tokens.signIn(request, body);
    if (!tokens.accepts(request.headers.get('Authorization'))) return gatewayFault(401, 'AuthenticationFailed', '3200');
    if (!pathname.startsWith(`/v3/company/${REALM}/`))
      return gatewayFault(403, 'ApplicationAuthorizationFailed', '3100');
    if (!request.headers.get('Accept')?.startsWith('application/json')) return new Response('<IntuitResponse/>');
    const writes = isWrite(request);
    if (writes && request.headers.get('Content-Type') !== 'application/json') return new Response('', { status: 415 });
    const next = writes ? mood : null;
    if (next !== null) mood = null;
    if (next === 'throttled') return throttled();
    if (next === 'forbidden') return gatewayFault(403, 'ApplicationAuthorizationFailed', '3100');
    return answerOf(request, body, next);
  };

  return {
    settings: { realm_id: REALM },
    settingsAt: (origin) => ({
      realm_id: REALM,
      api_url: origin,
      token_url: `${origin}${TOKEN_PATH}`,
      web_url: origin,
    }),
    credentials: CREDENTIALS,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      return serve(request, await request.text());
    },
    isWrite,
    jobs: () => company.jobs(),
    makeByHand: ({ job_id, name }) =>
      void company.put({
        DisplayName: `${job_id} ${name}`,
        Job: true,
        ParentRef: { value: '1' },
        Notes: 'Ask Ann.',
      }),
    replies,
    expireSessions: () => {
      tokens.endAll();
    },
    answerNext: (next) => {
      mood = next;
    },
  };
};
