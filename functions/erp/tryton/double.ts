import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { DOUBLE_SECRET, type ErpDouble, type MakeDouble, type Mood } from '#erp/double.ts';

// Tryton 6.0 as far as the connector uses it. test/e2e/tryton/double.e2e.test.ts compares it with the real server.

type Row = Record<string, unknown> & { id: number };
type Values = Record<string, unknown>;

/** An exception of Tryton, as its answer's `error`. */
class Refusal extends Error {
  readonly error: unknown[];

  constructor(...error: unknown[]) {
    super(JSON.stringify(error));
    this.error = error;
  }
}

const userError = (message: string, domain: unknown = null) => new Refusal('UserError', [message, '', domain]);

interface Model {
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly required: (values: Values) => readonly string[];
  readonly defaults: Values;
}

const MODELS: Readonly<Record<string, Model>> = {
  'analytic_account.account': {
    title: 'Analytic Account',
    fields: {
      id: 'ID',
      name: 'Name',
      code: 'Code',
      company: 'Company',
      type: 'Type',
      root: 'Root',
      parent: 'Parent',
      state: 'State',
      note: 'Note',
      active: 'Active',
    },
    required: ({ type }) => ['company', 'name', ...(type === 'root' ? [] : ['parent', 'root']), 'state', 'type'],
    defaults: { type: 'normal', state: 'draft', active: true, code: null, note: null },
  },
  'project.work': {
    title: 'Work Effort',
    fields: {
      id: 'ID',
      name: 'Name',
      type: 'Type',
      company: 'Company',
      comment: 'Comment',
      timesheet_available: 'Available on timesheets',
    },
    required: () => ['company', 'name', 'type'],
    defaults: { comment: null },
  },
};

const call = z.strictObject({ id: z.int(), method: z.string(), params: z.array(z.unknown()) });
const context = z.looseObject({ company: z.int().optional(), active_test: z.boolean().optional() });
const clause = z.tuple([z.string(), z.enum(['=', '!=', 'like']), z.unknown()]);
const searchParams = z.tuple([
  z.array(clause),
  z.int(),
  z.int().nullable(),
  z.array(z.tuple([z.literal('id'), z.literal('ASC')])).nullable(),
  z.array(z.string()),
]);
const createParams = z.tuple([z.array(z.record(z.string(), z.unknown()))]);
const deleteParams = z.tuple([z.array(z.int())]);
const writeParams = z.tuple([z.array(z.int()), z.record(z.string(), z.unknown())]);
const loginParams = z.tuple([z.string(), z.strictObject({ password: z.string() }), z.string()]);

const matches = (row: Row, [field, operator, value]: z.infer<typeof clause>): boolean => {
  if (operator === '=') return row[field] === value;
  if (operator === '!=') return row[field] !== value;
  // Only `%text%` is ever asked for.
  const text = row[field];
  return typeof text === 'string' && typeof value === 'string' && text.includes(value.slice(1, -1));
};

const requireKnown = ({ fields }: Model, names: readonly string[]): void => {
  const unknown = names.find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw new Refusal(`'${unknown}'`, '');
};

/** What Tryton checks of a record before it keeps it. */
const validate = (model: Model, values: Values): void => {
  for (const name of model.required(values)) {
    if (values[name] === undefined || values[name] === null || values[name] === '') {
      throw userError(`A value is required for field "${model.fields[name]}" in "${model.title}".`);
    }
  }
  const name = String(values['name']);
  const hasBreak = /[\n\r\t]/.exec(name)?.[0];
  if (hasBreak !== undefined) {
    const shown = JSON.stringify(hasBreak).replaceAll('"', "'");
    throw userError(`The value "${name}" for field "Name" in "${model.title}" contains some invalid chars "${shown}".`);
  }
  if (model.title === 'Work Effort' && name.includes('\\')) {
    const domain = [[['name', 'not like', '%\\\\%']], { name: { name: 'name', type: 'char' } }];
    throw userError('The value for field "Name" in "Work Effort" is not valid according to its domain.', domain);
  }
  if (values['company'] !== 1) {
    const rule = 'because they fail on at least one of these rules:\nUser in companies';
    throw userError(`You are not allowed to create records of "${model.title}" ${rule}`);
  }
};

class Table {
  readonly model: Model;
  rows: Row[] = [];
  lastId = 0;

  constructor(model: Model) {
    this.model = model;
  }

  search(params: unknown[], activeOnly: boolean): Row[] {
    const [domain, offset, limit, , fields] = searchParams.parse(params);
    requireKnown(this.model, [...fields, ...domain.map(([field]) => field)]);
    return this.rows
      .filter((row) => domain.every((one) => matches(row, one)) && !(activeOnly && row['active'] === false))
      .slice(offset, limit === null ? undefined : offset + limit)
      .map((row) => ({ ...Object.fromEntries(fields.map((field) => [field, row[field] ?? null])), id: row.id }));
  }

  create(params: unknown[]): number[] {
    const [records] = createParams.parse(params);
    const made = records.map((values) => {
      requireKnown(this.model, Object.keys(values));
      const complete = { ...this.model.defaults, ...values };
      validate(this.model, complete);
      return complete;
    });
    return made.map((values) => this.insert(values));
  }

  private insert(values: Values): number {
    this.lastId += 1;
    this.rows.push({ ...values, id: this.lastId });
    return this.lastId;
  }

  delete(params: unknown[]): null {
    const [ids] = deleteParams.parse(params);
    this.rows = this.rows.filter(({ id }) => !ids.includes(id));
    return null;
  }

  write(params: unknown[]): null {
    const [ids, values] = writeParams.parse(params);
    requireKnown(this.model, Object.keys(values));
    for (const row of this.rows.filter(({ id }) => ids.includes(id))) {
      validate(this.model, { ...row, ...values });
      Object.assign(row, values);
    }
    return null;
  }
}

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
  const replies: unknown[] = [];
  let mood: Mood | null = null;

  const signIn = (params: unknown[]): unknown[] | null => {
    const [user, { password }] = loginParams.parse(params);
    if (user !== credentials.user || password !== credentials.password) return null;
    const key = `key-${randomUUID()}`;
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
      const accountOf = ({ comment }: Row) => rows.find(({ note }) => String(note).includes(String(comment)));
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
