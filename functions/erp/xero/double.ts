import * as z from 'zod';
import { DOUBLE_SECRET, type ErpDouble, type MakeDouble, type Mood } from '#erp/double.ts';
import { CATEGORY_ID, Organisation } from '#erp/xero/double-organisation.ts';
import { modelStateOf, Refusal, validationException } from '#erp/xero/double-refusals.ts';
import { Tokens } from '#erp/xero/double-sign-in.ts';

// Xero's sign-in, Projects API and Accounting API as far as the connector uses them. Xero has no server to compare it with:
// test/referees/xero.test.ts checks its answers against Xero's OpenAPI file.

const TENANT_ID = '70784a63-d24b-46a9-a4db-0e70a274b056';

/** How long Xero answers a repeat with the same key as it did the first time. */
const KEY_MS = 6 * 60_000;

const PROJECTS = '/projects.xro/2.0/Projects';
const CATEGORIES = '/api.xro/2.0/TrackingCategories';
const OPTIONS = `${CATEGORIES}/${CATEGORY_ID}/Options`;
const CONTACTS = '/api.xro/2.0/Contacts';

const number = (fallback: number, max: number) => z.coerce.number().int().min(1).max(max).default(fallback);
const projectQuery = z.strictObject({ page: number(1, 1e6), pageSize: number(50, 500) });
const categoryQuery = z.strictObject({ includeArchived: z.literal('true') });
const contactQuery = z.strictObject({
  searchTerm: z.string().default(''),
  IDs: z.uuid().optional(),
  summaryOnly: z.literal('true'),
  order: z.literal('Name'),
  page: number(1, 1e6),
  pageSize: number(100, 1_000),
});

const isWrite = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  method !== 'GET' && !new URL(url).pathname.startsWith('/connect/');

const problem = (status: number, Title: string, Detail: string): Refusal =>
  new Refusal(status, { Type: null, Title, Status: status, Detail, Instance: '0', Extensions: {} });

const MOODS: Readonly<Record<Mood, (path: string) => Refusal>> = {
  throttled: () => new Refusal(429, ''),
  failing: () => problem(500, 'An error occurred', 'An error occurred in Xero.'),
  forbidden: () => problem(403, 'Forbidden', 'AuthenticationUnsuccessful'),
  refusing: (path) =>
    path.startsWith(PROJECTS)
      ? modelStateOf('name', 'The name is not valid.')
      : validationException('The tracking option name is not valid.'),
};

/** The double, and what only tests of this connector do with it. */
export interface XeroDouble extends ErpDouble {
  readonly organisation: Organisation;
}

/** One organisation, connected by a custom connection. */
export const xeroDouble = ({ clock }: Parameters<MakeDouble>[0]): XeroDouble => {
  const credentials = { client_id: `connection-${DOUBLE_SECRET}`, client_secret: DOUBLE_SECRET };
  const organisation = new Organisation();
  const tokens = new Tokens(clock, credentials);
  const answered = new Map<string, { readonly at: number; readonly request: string; readonly answer: Response }>();
  const replies: unknown[] = [];
  let mood: Mood | null = null;

  const requireAccess = (request: Request, path: string): void => {
    const { headers } = request;
    const scopes = tokens.scopesOf(headers.get('Authorization') ?? '');
    if (scopes === null) throw problem(401, 'Unauthorized', 'TokenExpired');
    if (headers.get('Xero-Tenant-Id') !== TENANT_ID) throw problem(403, 'Forbidden', 'AuthenticationUnsuccessful');
    const needed = path.startsWith(PROJECTS)
      ? 'projects'
      : path === CONTACTS
        ? 'accounting.contacts.read'
        : 'accounting.settings';
    if (!scopes.includes(needed)) throw problem(401, 'Unauthorized', 'AuthorizationUnsuccessful');
    // Without it, the Accounting API speaks XML.
    if (headers.get('Accept') !== 'application/json') throw problem(406, 'Not acceptable', 'Only JSON is spoken here.');
  };

  const read = (path: string, query: Record<string, string>): Response => {
    if (path === PROJECTS) {
      const { page, pageSize } = projectQuery.parse(query);
      return Response.json(organisation.listProjects(page, pageSize));
    }
    if (path === CATEGORIES) {
      categoryQuery.parse(query);
      return Response.json(organisation.categories());
    }
    if (path !== CONTACTS) throw problem(404, 'NotFound', 'The resource cannot be found.');
    const { searchTerm, IDs, page, pageSize } = contactQuery.parse(query);
    return Response.json(organisation.contacts({ searchTerm, IDs }, page, pageSize));
  };

  const change = (method: string, path: string, body: unknown): Response => {
    const id = path.split('/').at(-1) ?? '';
    if (method === 'POST' && path === PROJECTS) return Response.json(organisation.createProject(body), { status: 201 });
    if (method === 'PUT' && path === `${PROJECTS}/${id}`) {
      organisation.updateProject(id, body);
      return new Response(null, { status: 204 });
    }
    if (method === 'PUT' && path === OPTIONS) return Response.json(organisation.putOption(body));
    if (method === 'POST' && path === `${OPTIONS}/${id}`) return Response.json(organisation.putOption(body, id));
    throw problem(404, 'NotFound', 'The resource cannot be found.');
  };

  const refusalOr = (answer: () => Response): Response => {
    try {
      return answer();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const headers = error.status === 429 ? { 'Retry-After': '30', 'X-Rate-Limit-Problem': 'minute' } : {};
      return Response.json(error.body, { status: error.status, headers });
    }
  };

  /** Answers a repeat as it did the first time, whatever it was, and refuses a key that it knows with another request. */
  const once = (key: string, request: string, answer: () => Response): Response => {
    const now = clock().getTime();
    const known = answered.get(key);
    if (known !== undefined && now - known.at < KEY_MS) {
      if (known.request !== request) throw validationException('The Idempotency-Key is used with a different request.');
      return known.answer.clone();
    }
    const first = refusalOr(answer);
    answered.set(key, { at: now, request, answer: first.clone() });
    return first;
  };

  const write = (request: Request, path: string, body: string): Response => {
    if (mood !== null) {
      const refusal = MOODS[mood](path);
      mood = null;
      throw refusal;
    }
    const key = request.headers.get('Idempotency-Key') ?? '';
    if (key === '' || key.length > 128) throw problem(400, 'BadRequest', 'The Idempotency-Key is missing or too long.');
    if (request.headers.get('Content-Type') !== 'application/json')
      throw problem(415, 'Unsupported', 'Only JSON is read.');
    return once(key, `${request.method} ${path} ${body}`, () => change(request.method, path, JSON.parse(body)));
  };

  const serve = async (request: Request, body: string): Promise<Response> => {
    const { pathname: path, searchParams } = new URL(request.url);
    if (path === '/connect/token') return tokens.signIn(request, new URLSearchParams(body));
    const answer = refusalOr(() => {
      requireAccess(request, path);
      return isWrite(request) ? write(request, path, body) : read(path, Object.fromEntries(searchParams));
    });
    if (isWrite(request)) replies.push(answer.status === 204 ? null : await answer.clone().json());
    return answer;
  };

  const settings = { as: 'both', tenant_id: TENANT_ID, tracking_category: 'Job' };
  return {
    settings,
    settingsAt: (origin) => ({ ...settings, api_url: origin, sign_in_url: `${origin}/connect/token` }),
    credentials,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      return serve(request, await request.text());
    },
    isWrite,
    jobs: () => organisation.jobs(),
    makeByHand: ({ job_id, name }) => organisation.makeByHand(`${job_id} ${name}`),
    replies,
    expireSessions: () => tokens.expire(),
    answerNext: (next) => {
      mood = next;
    },
    organisation,
  };
};

export const erpDouble: MakeDouble = xeroDouble;
