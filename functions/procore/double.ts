import * as z from 'zod';
import type { ProcoreAccess } from '#procore/schemas.ts';

// Procore's REST API as far as the service uses it, from /shared facts only: no server of Procore's was asked.

type Row = Readonly<Record<string, unknown>> & { readonly id: number };

/** What Procore has, and what it was told. */
export interface ProcoreDouble {
  readonly access: ProcoreAccess;
  readonly fetch: typeof globalThis.fetch;
  /** Projects of the one company, by id. */
  readonly projects: Map<number, Row>;
  /** Cost codes, by project. */
  readonly costCodes: Map<number, readonly Row[]>;
  readonly users: Map<number, Row>;
  /** Somebody presses the button in Procore's ERP tool; gives the id of the request. */
  press(projectId: number): number;
  /** `origin_id`s by item type and id, such as `project 1001`. */
  readonly originIds: Map<string, string>;
  /** How each request's detail stands. */
  readonly details: Map<number, { readonly itemId: number; status: string; messages: readonly string[] }>;
  /** The next call gets this status. */
  answerNext(status: number): void;
  /** Ends all tokens. */
  expireTokens(): void;
}

const json = (value: unknown, status = 200): Response => Response.json(value, { status });

const update = z.strictObject({
  item_type: z.enum(['project', 'cost_code']),
  item_id: z.int(),
  origin_id: z.string().max(255),
});
const updates = z.strictObject({ updates: z.array(update).max(1_000) });
const detailBody = z.strictObject({
  request_detail: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('success') }),
    z.strictObject({ status: z.literal('failed'), messages: z.array(z.string()).min(1) }),
  ]),
});

/** A Procore with one company. */
export const procoreDouble = (companyId = 1): ProcoreDouble => {
  const access: ProcoreAccess = {
    client_id: 'app-of-the-test-suite',
    client_secret: 'procore-secret-of-the-test-suite',
    webhook_authorization: 'Bearer webhook-secret-of-the-test-suite',
  };
  const projects = new Map<number, Row>();
  const costCodes = new Map<number, readonly Row[]>();
  const users = new Map<number, Row>();
  const requests = new Map<number, { readonly projectId: number; readonly detailId: number }>();
  const details: ProcoreDouble['details'] = new Map();
  const originIds = new Map<string, string>();
  const tokens = new Set<string>();
  let issued = 0;
  let next: number | null = null;

  const signIn = (form: URLSearchParams): Response => {
    const isKnown =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === access.client_id &&
      form.get('client_secret') === access.client_secret;
    if (!isKnown) return json({ error: 'invalid_client' }, 401);
    const token = `token-${(issued += 1)}`;
    tokens.add(token);
    return json({ access_token: token, token_type: 'Bearer', expires_in: 5400 });
  };

  /** Single updates that are refused stand in an answer of 200: an external id is unique within the company and type. */
  const sync = (body: unknown): Response => {
    const errors: unknown[] = [];
    const entities: unknown[] = [];
    for (const each of updates.parse(body).updates) {
      const name = `${each.item_type} ${each.item_id}`;
      const other = [...originIds].find(
        ([item, id]) => id === each.origin_id && item !== name && item.startsWith(each.item_type),
      );
      if (other) errors.push({ ...each, errors: { origin_id: ['has already been taken'] } });
      else entities.push((originIds.set(name, each.origin_id), each));
    }
    return json({ entities, errors });
  };

  const showRequest = (id: number): Response => {
    const request = requests.get(id);
    const project = request && projects.get(request.projectId);
    if (!request || !project) return json({ message: 'Not found' }, 404);
    return json({
      id,
      request_name: 'create_or_update_job',
      request_detail_id: request.detailId,
      request_data: { job: { id: project.id, name: project['name'] }, all_cost_codes: costCodes.get(project.id) ?? [] },
    });
  };

  const close = (id: number, body: unknown): Response => {
    const detail = details.get(id);
    if (!detail) return json({ message: 'Not found' }, 404);
    const { request_detail: end } = detailBody.parse(body);
    Object.assign(detail, { messages: [], ...end });
    return json({ id, ...detail });
  };

  const found = (row: Row | undefined): Response => (row ? json(row) : json({ message: 'Not found' }, 404));

  const rest = (method: string, path: string, query: URLSearchParams, body: unknown): Response => {
    const company = `/companies/${companyId}`;
    const last = Number(path.split('/').at(-1));
    if (method === 'GET' && /^\/projects\/\d+$/.test(path)) return found(projects.get(last));
    if (method === 'GET' && path === '/cost_codes') {
      const [page, size] = [Number(query.get('page')), Number(query.get('per_page'))];
      const codes = costCodes.get(Number(query.get('project_id'))) ?? [];
      return json(codes.slice((page - 1) * size, page * size));
    }
    if (method === 'GET' && path.startsWith(`${company}/users/`)) return found(users.get(last));
    if (method === 'GET' && path.startsWith(`${company}/erp_requests/`)) return showRequest(last);
    if (method === 'PATCH' && path === `${company}/external_data/sync`) return sync(body);
    if (method === 'PATCH' && path.startsWith(`${company}/erp_request_details/`)) return close(last, body);
    if (method === 'GET' && path === `${company}/erp_request_details`) {
      const item = Number(query.get('filters[item_id]'));
      return json([...details].filter(([, { itemId }]) => itemId === item).map(([id, { status }]) => ({ id, status })));
    }
    return json({ message: 'Not found' }, 404);
  };

  const serve = (request: Request, text: string): Response => {
    const url = new URL(request.url);
    if (url.pathname === '/oauth/token') return signIn(new URLSearchParams(text));
    if (next !== null) {
      const status = next;
      next = null;
      return json({ message: 'Not now' }, status);
    }
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
    if (!tokens.has(token)) return json({ errors: 'Token expired' }, 401);
    if (request.headers.get('procore-company-id') !== String(companyId))
      return json({ errors: 'Missing Procore-Company-Id header!' }, 400);
    const path = url.pathname.replace('/rest/v1.0', '');
    return rest(request.method, path, url.searchParams, text === '' ? null : JSON.parse(text));
  };

  return {
    access,
    projects,
    costCodes,
    users,
    originIds,
    details,
    press: (projectId) => {
      const detailId = 9_000 + requests.size;
      details.set(detailId, { itemId: projectId, status: 'pending', messages: [] });
      const id = 500 + requests.size;
      requests.set(id, { projectId, detailId });
      return id;
    },
    answerNext: (status) => {
      next = status;
    },
    expireTokens: () => tokens.clear(),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      return serve(request, await request.text());
    },
  };
};
