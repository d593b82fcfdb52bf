import * as z from 'zod';
import {
  CUSTOMERS,
  filtered,
  PAGES,
  Projects,
  Refusal,
  type Page,
  type Row,
} from '#erp/business-central/double-records.ts';
import { failed, MOODS } from '#erp/business-central/double-answers.ts';
import { DOUBLE_SECRET, type ErpDouble, type MakeDouble, type Mood } from '#erp/double.ts';

const TENANT = 'contoso.onmicrosoft.com';
const COMPANY = '22222222-aaaa-bbbb-cccc-000000000001';
const TOKEN_SECONDS = 3599;

/** Which page a path belongs to, and what it names there. */
const PATH = new RegExp(
  `^/v2\\.0/${TENANT}/Production/api/(v2\\.0|sendToErp/projects/v1\\.0)/companies(?:\\(([0-9a-f-]{36})\\)/(\\w+)(?:\\(([0-9a-f-]{36})\\))?)?$`,
  'i',
);
const OPTIONS: ReadonlySet<string> = new Set(['$filter', '$top', '$select', '$schemaversion']);

const STANDARD_FIELDS: ReadonlySet<string> = new Set([
  '@odata.etag',
  'id',
  'number',
  'displayName',
  'lastModifiedDateTime',
]);

const asShown = (page: Page, row: Row): Row =>
  page === 'custom' ? row : Object.fromEntries(Object.entries(row).filter(([field]) => STANDARD_FIELDS.has(field)));

const tokenForm = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_id: z.string(),
  client_secret: z.string(),
  scope: z.literal('https://api.businesscentral.dynamics.com/.default'),
});

/** The body's fields in its own order, in which the page validates them. */
const bodyOf = (page: Page, text: string): Row => {
  const body: unknown = JSON.parse(text);
  const parsed = PAGES[page].safeParse(body);
  if (parsed.success) return z.record(z.string(), z.string()).parse(body);
  throw new Refusal(400, 'BadRequest', `Invalid Request Body: ${z.prettifyError(parsed.error)}`);
};

const isWrite = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  ['POST', 'PATCH'].includes(method) && /\/projects(\([^()]*\))?$/.test(new URL(url).pathname);

/** One environment of Business Central with one company, whose projects have no number series, and the README's custom page. */
export const erpDouble: MakeDouble = ({ clock }): ErpDouble => {
  const credentials = { client_id: '11111111-dddd-eeee-ffff-000000000001', client_secret: DOUBLE_SECRET };
  const settings = { tenant: TENANT, environment: 'Production', company: COMPANY };
  const projects = new Projects(clock);
  const tokens = new Map<string, number>();
  const replies: unknown[] = [];
  let issued = 0;
  let mood: Mood | null = null;

  const signIn = (body: string): Response => {
    const { client_id, client_secret } = tokenForm.parse(Object.fromEntries(new URLSearchParams(body)));
    if (client_id !== credentials.client_id || client_secret !== credentials.client_secret) {
      const error_description = 'AADSTS7000215: Invalid client secret provided.';
      return Response.json({ error: 'invalid_client', error_description }, { status: 401 });
    }
    issued += 1;
    const access_token = `${DOUBLE_SECRET}-token-${issued}`;
    tokens.set(access_token, clock().getTime() + TOKEN_SECONDS * 1000);
    return Response.json({
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
      ext_expires_in: TOKEN_SECONDS,
      access_token,
    });
  };

  const listed = (rows: readonly Row[], page: Page, { searchParams }: URL): Response => {
    const unknown = [...searchParams.keys()].find((name) => !OPTIONS.has(name));
    if (unknown !== undefined)
      throw new Refusal(400, 'BadRequest', `The query parameter '${unknown}' is not supported.`);
    const found = filtered(rows, searchParams.get('$filter'), searchParams.get('$schemaversion'));
    const top = Number(searchParams.get('$top') ?? 20_000);
    return Response.json({ value: found.slice(0, top).map((row) => asShown(page, row)) });
  };

  const write = (page: Page, id: string | undefined, request: Request, text: string): Response => {
    if (request.headers.get('Content-Type') !== 'application/json') {
      return failed({ status: 415, code: 'Unknown', message: 'Unsupported Media Type' });
    }
    const body = bodyOf(page, text);
    const row = id === undefined ? projects.insert(body) : projects.modify(id, body, request.headers.get('If-Match'));
    const reply = asShown(page, row);
    replies.push(reply);
    return Response.json(reply, { status: id === undefined ? 201 : 200 });
  };

  const work = (request: Request, text: string): Response => {
    const url = new URL(request.url);
    const [path, api, company, entity, id] = PATH.exec(url.pathname) ?? [];
    const page = api === 'v2.0' ? 'standard' : 'custom';
    if (path === undefined)
      throw new Refusal(404, 'BadRequest_ResourceNotFound', 'Resource not found for the segment.');
    if (company === undefined) return Response.json({ value: [{ id: COMPANY, name: 'CRONUS USA, Inc.' }] });
    if (company.toLowerCase() !== COMPANY)
      throw new Refusal(404, 'Internal_CompanyNotFound', "The company can't be found.");
    if (entity === 'customers' && page === 'standard' && request.method === 'GET')
      return listed(CUSTOMERS, 'custom', url);
    if (entity !== 'projects') throw new Refusal(404, 'BadRequest_ResourceNotFound', `Resource not found: '${entity}'`);
    if (request.method === 'GET' && id === undefined) return listed(projects.rows, page, url);
    if (isWrite(request)) return write(page, id, request, text);
    throw new Refusal(405, 'BadRequest_MethodNotAllowed', `'${request.method}' requests are not allowed.`);
  };

  const answer = (request: Request, text: string): Response => {
    try {
      return work(request, text);
    } catch (error) {
      if (error instanceof Refusal) return failed(error);
      throw error;
    }
  };

  const serve = (request: Request, text: string): Response => {
    if (new URL(request.url).pathname === `/${TENANT}/oauth2/v2.0/token`) return signIn(text);
    const token = (request.headers.get('Authorization') ?? '').replace(/^Bearer /, '');
    if ((tokens.get(token) ?? 0) <= clock().getTime()) {
      const message = 'The server has rejected the client credentials.';
      return failed({ status: 401, code: 'Authentication_InvalidCredentials', message });
    }
    if (mood === null || !isWrite(request)) return answer(request, text);
    const words = MOODS[mood];
    // A server that fails may have done the work.
    if (mood === 'failing') answer(request, text);
    mood = null;
    return words(z.looseObject({ number: z.string().default('') }).parse(JSON.parse(text)).number);
  };

  return {
    settings,
    settingsAt: (origin) => ({ ...settings, api_url: origin, token_url: `${origin}/${TENANT}/oauth2/v2.0/token` }),
    credentials,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      return serve(request, await request.text());
    },
    isWrite,
    jobs: () =>
      projects.rows.map(({ number = '', displayName = '' }) => ({
        job_id: number,
        name: displayName.replace(/ \{[\d-]+\}$/, ''),
      })),
    makeByHand: ({ job_id: number, name }) => void projects.insert({ number, displayName: name }),
    replies,
    expireSessions: () => tokens.clear(),
    answerNext: (next) => {
      mood = next;
    },
  };
};
