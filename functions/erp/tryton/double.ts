import * as z from 'zod';
import { DOUBLE_SECRET, type ErpDouble, type MakeDouble, type Mood } from '#erp/double.ts';
import { MODELS, Refusal, Table, userError, type Row } from '#erp/tryton/double-tables.ts';

// Tryton 6.0 as far as the connector uses it. test/e2e/tryton/double.e2e.test.ts compares it with the real server.

const call = z.strictObject({ id: z.int(), method: z.string(), params: z.array(z.unknown()) });
const context = z.looseObject({ company: z.int().optional(), active_test: z.boolean().optional() });
const loginParams = z.tuple([z.string(), z.strictObject({ password: z.string() }), z.string()]);

const isWrite = ({ body }: { readonly body: string }): boolean =>
  /"method":"model\.[a-z_.]+\.(create|write|delete)"/.test(body);

const html = (status: number): Response => new Response('<!doctype html><title>Error</title>', { status });

const MOODS: Readonly<Record<'refusing' | 'forbidden', Refusal>> = {
  refusing: userError('The value for field "Code" in "Analytic Account" is not valid according to its domain.', [
    [['code', 'not like', '%x%']],
    { code: { name: 'code', type: 'char' } },
  ]),
  forbidden: userError('You are not allowed to create records of "Analytic Account".'),
};

/** A Tryton server with one company, one root account, and the user `erp-export`. */
export const erpDouble: MakeDouble = (): ErpDouble => {
  const credentials = { user: 'erp-export', password: DOUBLE_SECRET };
  const tables = new Map(Object.entries(MODELS).map(([name, model]) => [name, new Table(model)]));
  const accounts = tables.get('analytic_account.account');
  accounts?.create([[{ code: 'JOBS', name: 'Jobs', type: 'root', company: 1 }]]);
  const sessions = new Set<string>();
  let signIns = 0;
  const replies: unknown[] = [];
  let mood: Mood | null = null;

  const signIn = (params: unknown[]): unknown[] | null => {
    const [user, { password }] = loginParams.parse(params);
    if (user !== credentials.user || password !== credentials.password) return null;
    const key = `key-${(signIns += 1)}`;
    sessions.add(Buffer.from(`${user}:2:${key}`).toString('base64'));
    return [2, key];
  };

  const run = (method: string, params: unknown[]): unknown => {
    const given = context.safeParse(params.at(-1));
    if (!given.success || Array.isArray(params.at(-1))) throw new Refusal('Missing context argument', '');
    const rest = params.slice(0, -1);
    if (method === 'model.res.user.get_preferences') return { company: 1, language: 'en', groups: [8, 10, 9] };
    const [, name, verb] = /^model\.(.+)\.([a-z_]+)$/.exec(method) ?? [];
    const table = tables.get(name ?? '');
    if (table === undefined) throw new Refusal(`'${name}'`, '');
    if (verb === 'search_read') return table.search(rest, given.data.active_test !== false);
    if (verb === 'create') return table.create(rest);
    if (verb === 'write') return table.write(rest);
    if (verb === 'delete') return table.delete(rest);
    throw new Error(`The double has no ${method}.`);
  };

  const answer = (id: number, method: string, params: unknown[]): unknown => {
    try {
      return { id, result: run(method, params) };
    } catch (error) {
      if (error instanceof Refusal) return { id, error: error.error };
      throw error;
    }
  };

  const serve = (request: Request, body: string): Response => {
    if (new URL(request.url).pathname !== '/erp/' || request.method !== 'POST') return html(404);
    if (request.headers.get('Content-Type') !== 'application/json') return html(500);
    const { id, method, params } = call.parse(JSON.parse(body));
    let reply: unknown;
    if (method === 'common.db.login') {
      const session = signIn(params);
      if (session === null) return html(401);
      reply = { id, result: session };
    } else {
      const [scheme, session = ''] = (request.headers.get('Authorization') ?? '').split(' ');
      if (scheme !== 'Session' || !sessions.has(session)) return new Response('', { status: 401 });
      const next = isWrite({ body }) ? mood : null;
      if (next !== null) mood = null;
      if (next === 'throttled' || next === 'failing') return html(next === 'throttled' ? 429 : 500);
      reply = next === null ? answer(id, method, params) : { id, error: MOODS[next].error };
    }
    if (isWrite({ body })) replies.push(reply);
    return Response.json(reply);
  };

  return {
    settings: { url: 'https://tryton.example.com/erp/' },
    settingsAt: (origin) => ({ url: `${origin}/erp/` }),
    answerNext: (next) => {
      mood = next;
    },
    credentials,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      return serve(request, await request.text());
    },
    isWrite,
    jobs: () => {
      const rows = accounts?.rows.filter(({ type }) => type === 'normal') ?? [];
      const projects = tables.get('project.work')?.rows ?? [];
      // An account that people made keeps what they noted, beside the mark of the project that it was given to.
      const marksOf = ({ note }: Row): string[] => String(note).match(/\[send-to-erp:[\d-]+\]/g) ?? [];
      const byMark = new Map(rows.flatMap((row) => marksOf(row).map((mark) => [mark, row] as const)));
      const accountOf = ({ comment }: Row) => byMark.get(String(comment));
      const withProject = new Set(projects.map((project) => accountOf(project)?.id));
      return [
        ...projects.map((project) => {
          const code = String(accountOf(project)?.['code']);
          return { job_id: code, name: String(project['name']).slice(`${code} `.length) };
        }),
        ...rows
          .filter(({ id }) => !withProject.has(id))
          .map(({ code, name }) => ({ job_id: String(code), name: String(name) })),
      ];
    },
    makeByHand: ({ job_id: code, name }) =>
      void accounts?.create([
        [{ code, name, type: 'normal', root: 1, parent: 1, company: 1, state: 'opened', note: 'Ask Ann.' }],
      ]),
    replies,
    expireSessions: () => sessions.clear(),
  };
};
