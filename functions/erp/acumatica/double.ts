import * as z from 'zod';
import { exceptionOf, SiteAccess } from '#erp/acumatica/double-access.ts';
import { filterOf } from '#erp/acumatica/double-filter.ts';
import { ProjectTable, type Put } from '#erp/acumatica/double-projects.ts';
import type { Choice } from '#erp/acumatica/double-rules.ts';
import { DOUBLE_SECRET, type DoubleOptions, type ErpDouble, type MakeDouble, type Mood } from '#erp/double.ts';

// Acumatica as far as the connector uses it, made after its published requests and client source; see README.md.

const CUSTOMERS: readonly Choice[] = [
  { key: 'SPRINGFLD', name: 'City of Springfield', status: 'Active' },
  { key: 'COFFEESHOP', name: "FourStar Coffee & Sweets Shop, Ann's", status: 'Active' },
  { key: 'GONE', name: 'Closed Down Ltd.', status: 'Inactive' },
];

const TEMPLATES: readonly Choice[] = [
  { key: 'PROGRESS', name: 'Progress billing', status: 'Active' },
  { key: 'TMAT', name: 'Time and material', status: 'Active' },
];

const query = z.strictObject({
  $filter: z.string().optional(),
  $top: z.coerce.number().int().positive(),
  $expand: z.string().optional(),
  $select: z.string().optional(),
});

const CONDITIONS: Readonly<Record<string, 'insert' | 'update'>> = {
  'If-None-Match': 'insert',
  'If-Match': 'update',
};

const conditionOf = (headers: Headers): 'insert' | 'update' | undefined =>
  Object.entries(CONDITIONS).find(([name]) => headers.get(name) === '*')?.[1];

const isWrite = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  method === 'PUT' && new URL(url).pathname.endsWith('/Project');

const text = (value: string) => ({ value });

/** How a mood answers a write; `refusing` as Acumatica's own example of a 422 has it. */
const MOODS: Readonly<Record<Mood, () => Response>> = {
  throttled: () => new Response('The number of API requests has exceeded the license limit.', { status: 429 }),
  failing: () => Response.json(exceptionOf('Another process has updated the record.'), { status: 500 }),
  refusing: () => {
    const error = "Customer 'NOBODY    ' cannot be found in the system.";
    return Response.json({ error: 'Inserting failed.', Customer: { value: 'NOBODY', error } }, { status: 422 });
  },
  forbidden: () => Response.json({ message: 'You have insufficient rights to access the object.' }, { status: 403 }),
};

/** What a site is like beside the usual. */
export interface SiteOptions extends DoubleOptions {
  readonly numbersProjects?: boolean;
  readonly sessions?: number;
}

/** A site with two templates, two active customers, and the user `erp-export`. */
export const acumaticaSite = ({ clock, numbersProjects = false, sessions = Infinity }: SiteOptions) => {
  const credentials = {
    username: 'erp-export',
    password: DOUBLE_SECRET,
    client_id: `4751dd90-0000-4000-8000-${DOUBLE_SECRET}@Company`,
    client_secret: `${DOUBLE_SECRET} of the client`,
  };
  const access = new SiteAccess({ clock, credentials, sessions });
  const table = new ProjectTable({ numbersProjects, templates: TEMPLATES, customers: CUSTOMERS });
  const replies: unknown[] = [];
  let mood: Mood | null = null;

  const choices = (rows: readonly Choice[], key: string, name: string) =>
    rows.map((row) => ({
      id: row.key,
      [key]: text(row.key.padEnd(10)),
      [name]: text(row.name),
      Status: text(row.status),
    }));

  const entities = (entity: string, expanded: string[]): Record<string, unknown>[] => {
    if (entity === 'Customer') return choices(CUSTOMERS, 'CustomerID', 'CustomerName');
    if (entity === 'ProjectTemplate') return choices(TEMPLATES, 'ProjectTemplateID', 'Description');
    return table.rows.map((row) => table.shown(row, expanded));
  };

  const list = (entity: string, parameters: URLSearchParams): Response => {
    const { $filter, $top, $expand = '' } = query.parse(Object.fromEntries(parameters));
    const holds = $filter === undefined ? () => true : filterOf($filter);
    const value = z.object({ value: z.string() }).catch({ value: '' });
    const found = entities(entity, $expand.split(',')).filter((row) => holds((name) => value.parse(row[name]).value));
    return Response.json(found.slice(0, $top));
  };

  const put = (request: Request, body: string): Response => {
    const condition = conditionOf(request.headers);
    if (condition === undefined) return Response.json({ message: 'The double wants a condition.' }, { status: 400 });
    const { status, entity }: Put = table.put(JSON.parse(body), condition);
    replies.push(entity);
    return Response.json(entity, { status });
  };

  const serve = (request: Request, body: string): Response => {
    const { pathname, searchParams } = new URL(request.url);
    const [, path = ''] = /^\/erp\/(.*)$/.exec(pathname) ?? [];
    const isJson = request.headers.get('Content-Type') === 'application/json';
    if (request.method === 'POST' && path === 'identity/connect/token') return access.giveToken(body);
    if (request.method === 'POST' && path === 'entity/auth/login' && isJson) return access.logIn(body);
    if (request.method === 'POST' && path === 'entity/auth/logout') return access.logOut(request.headers);
    const refused = access.admit(request.headers);
    if (refused !== null) return refused;
    if (request.method === 'GET' && path === 'entity') {
      const endpoints = ['23.200.001', '24.200.001'].map((version) => ({
        name: 'Default',
        version,
        href: `/erp/${path}`,
      }));
      return Response.json({ version: { acumaticaBuildVersion: '24.200.0001' }, endpoints });
    }
    const entity = /^entity\/Default\/2[34]\.200\.001\/(Project|ProjectTemplate|Customer)$/.exec(path)?.[1];
    if (entity === undefined) return new Response('<!doctype html><title>Not found</title>', { status: 404 });
    if (request.method === 'GET') return list(entity, searchParams);
    if (request.method !== 'PUT' || entity !== 'Project' || !isJson) return new Response('', { status: 405 });
    const next = mood;
    mood = null;
    return next === null ? put(request, body) : MOODS[next]();
  };

  const answer = (request: Request, body: string): Response => {
    try {
      return serve(request, body);
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      return Response.json({ message: 'The request is invalid.', exceptionMessage: message }, { status: 400 });
    }
  };

  return {
    settings: { site: 'https://erp.example.com/erp', activate: true },
    settingsAt: (origin) => ({ site: `${origin}/erp`, activate: true }),
    credentials,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      return answer(request, await request.text());
    },
    isWrite,
    jobs: () =>
      table.rows.map(({ values }) => ({
        job_id: String(values.get('ProjectID') ?? ''),
        name: String(values.get('Description') ?? ''),
      })),
    makeByHand: ({ job_id, name }) => void table.put({ ProjectID: text(job_id), Description: text(name) }, 'insert'),
    replies,
    expireSessions: () => access.expire(),
    answerNext: (next) => {
      mood = next;
    },
    /** How many API sessions are open. */
    openSessions: () => access.open.size,
    /** The projects as their page shows them. */
    projects: () => table.rows.map((row) => table.shown(row, ['ProjectProperties', 'ProjectAddress'])),
  } satisfies ErpDouble & Record<string, unknown>;
};

export const erpDouble: MakeDouble = (options) => acumaticaSite(options);
