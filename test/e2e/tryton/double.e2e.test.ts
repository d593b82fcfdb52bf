import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { erpDouble } from '#erp/tryton/double.ts';
import { SET_UP_MS, whyNoTryton } from '#test/e2e/tryton/packages.ts';
import { startTryton, type Tryton } from '#test/e2e/tryton/server.ts';

const reason = await whyNoTryton();

const ACCOUNT = 'model.analytic_account.account';
const PROJECT = 'model.project.work';
const context = { company: 1, active_test: false };
const account = { company: 1, type: 'normal', root: 1, parent: 1, state: 'opened' };
const project = { company: 1, type: 'project', timesheet_available: false };

const byMark = (field: string) => [[field, 'like', '%[send-to-erp:1-2]%'], ['company', '=', 1]]; // prettier-ignore

/** What the connector asks and what Tryton refuses, in an order in which each depends on those before. */
const CONVERSATION: [method: string, ...params: unknown[]][] = [
  [
    `${ACCOUNT}.search_read`,
    [
      ['type', '=', 'root'],
      ['company', '=', 1],
    ],
    0,
    2,
    [['id', 'ASC']],
    ['name', 'code'],
    context,
  ],
  [`${ACCOUNT}.search_read`, byMark('note'), 0, 1, [['id', 'ASC']], ['name', 'code'], context],
  [`${ACCOUNT}.create`, [{ ...account, code: 'A1', name: 'Library', note: '[send-to-erp:1-2]' }], context],
  [`${ACCOUNT}.create`, [{ ...account, code: 'A1', name: 'Same code', note: '[send-to-erp:1-23]' }], context],
  [`${ACCOUNT}.search_read`, byMark('note'), 0, 9, [['id', 'ASC']], ['name', 'code'], context],
  [
    `${ACCOUNT}.search_read`,
    [
      ['code', '=', 'A1'],
      ['id', '!=', 2],
    ],
    0,
    9,
    [['id', 'ASC']],
    ['name', 'code'],
    context,
  ],
  [`${ACCOUNT}.write`, [3], { active: false }, context],
  [`${ACCOUNT}.search_read`, [['code', '=', 'A1']], 0, 9, [['id', 'ASC']], ['name', 'code'], context],
  [`${ACCOUNT}.search_read`, [['code', '=', 'A1']], 0, 9, [['id', 'ASC']], ['name', 'code'], { company: 1 }],
  [`${ACCOUNT}.create`, [{ ...account, root: null, parent: null, code: 'A2', name: 'No parent' }], context],
  [`${ACCOUNT}.create`, [{ ...account, code: 'A3', name: '' }], context],
  [`${ACCOUNT}.create`, [{ ...account, code: 'A4', name: 'Unknown field', colour: 'red' }], context],
  [`${ACCOUNT}.create`, [{ ...account, code: 'A5', name: 'Two\nlines' }], context],
  [`${ACCOUNT}.search_read`, [['colour', '=', 'red']], 0, 1, [['id', 'ASC']], ['name'], context],
  [`${ACCOUNT}.search_read`, [['code', '=', 'A1']], 0, 1, [['id', 'ASC']], ['name']],
  [`${PROJECT}.create`, [{ ...project, name: 'North\\South', comment: '[send-to-erp:1-2]' }], context],
  [`${PROJECT}.create`, [{ ...project, name: 'A1 Library 😀', comment: '[send-to-erp:1-2]' }], context],
  [`${PROJECT}.search_read`, byMark('comment'), 0, 1, [['id', 'ASC']], ['name'], context],
  [`${PROJECT}.write`, [1], { name: 'A1 Library, north' }, context],
  [`${PROJECT}.write`, [1], { name: 'North\\South' }, context],
  [`${PROJECT}.search_read`, byMark('comment'), 0, 1, [['id', 'ASC']], ['name'], context],
  [`${PROJECT}.delete`, [1], context],
  [`${PROJECT}.search_read`, byMark('comment'), 0, 1, [['id', 'ASC']], ['name'], context],
  [`${PROJECT}.create`, [{ ...project, name: 'A1 Library', comment: 'ids are not given twice' }], context],
  // An account that people made, with a note or without, which a project is linked to.
  [`${ACCOUNT}.create`, [{ ...account, code: 'OLD-1', name: 'By hand', note: 'Ask Ann.' }], context],
  [`${ACCOUNT}.create`, [{ ...account, code: 'OLD-2', name: 'Without a note' }], context],
  [`${ACCOUNT}.search_read`, [['code', '=', 'OLD-1']], 0, 2, [['id', 'ASC']], ['name', 'code', 'note'], context],
  [`${ACCOUNT}.search_read`, [['code', '=', 'OLD-2']], 0, 2, [['id', 'ASC']], ['name', 'code', 'note'], context],
  [`${ACCOUNT}.search_read`, [['code', '=', 'OLD-_']], 0, 2, [['id', 'ASC']], ['name', 'code', 'note'], context],
  [`${ACCOUNT}.search_read`, [['code', '=', '']], 0, 2, [['id', 'ASC']], ['name', 'code', 'note'], context],
  [`${ACCOUNT}.write`, [4], { note: 'Ask Ann.\n[send-to-erp:1-7]' }, context],
  [`${ACCOUNT}.write`, [5], { note: '[send-to-erp:1-8]' }, context],
  [
    `${ACCOUNT}.search_read`,
    [
      ['note', 'like', '%[send-to-erp:1-7]%'],
      ['company', '=', 1],
    ],
    0,
    1,
    [['id', 'ASC']],
    ['name', 'code', 'note'],
    context,
  ],
  [`${ACCOUNT}.search_read`, [['code', '=', 'OLD-2']], 0, 2, [['id', 'ASC']], ['name', 'code', 'note'], context],
  ['model.no.such.search_read', [], 0, 1, null, ['name'], context],
];

const refusal = z.object({ error: z.tuple([z.string()], z.unknown()) });
const hurt = z.tuple([z.tuple([z.string(), z.string(), z.tuple([z.unknown(), z.record(z.string(), z.unknown())])])]);

/** A refusal repeats the definitions of the fields at fault, of which only the names matter. */
const essence = (reply: unknown): unknown => {
  const { success, data } = refusal.safeParse(reply);
  if (!success) return reply;
  const [kind, ...details] = data.error;
  const parsed = hurt.safeParse(details);
  return { error: [kind, parsed.success ? [parsed.data[0][0], Object.keys(parsed.data[0][2][1])] : details] };
};

const signedIn = async (send: typeof fetch, url: string, user: string, password: string) => {
  const post = async (method: string, params: unknown[], authorization = '') => {
    const headers = { 'Content-Type': 'application/json', ...(authorization && { Authorization: authorization }) };
    const response = await send(url, { method: 'POST', headers, body: JSON.stringify({ id: 1, method, params }) });
    const body = await response.text();
    return { status: response.status, reply: response.status === 200 ? essence(JSON.parse(body)) : null };
  };
  const login = await post('common.db.login', [user, { password }, 'en']);
  const [id, key] = z.object({ result: z.tuple([z.int(), z.string()]) }).parse(login.reply).result;
  const session = Buffer.from(`${user}:${id}:${key}`).toString('base64');
  return { post, session: `Session ${session}` };
};

describe.skipIf(reason !== null)('the double of the contract suite', () => {
  let server: Tryton;

  beforeAll(async () => {
    server = await startTryton();
  }, SET_UP_MS);

  afterAll(() => server.stop());

  it('answers as the real server does', async () => {
    const double = erpDouble({ clock: () => new Date() });
    const { user = '', password = '' } = double.credentials;
    const fake = await signedIn(double.fetch, String(double.settings['url']), user, password);
    const real = await signedIn(fetch, server.url, server.user, server.password);
    for (const [method, ...params] of CONVERSATION) {
      const expected = await real.post(method, params, real.session);
      expect(await fake.post(method, params, fake.session), `${method} ${JSON.stringify(params)}`).toEqual(expected);
    }
    for (const authorization of ['', 'Session bm9ib2R5OjE6eA==', 'Basic bm9ib2R5Ong=']) {
      const expected = await real.post('model.res.user.get_preferences', [true, {}], authorization);
      expect(await fake.post('model.res.user.get_preferences', [true, {}], authorization)).toEqual(expected);
      expect(expected.status).toBe(401);
    }
  });
});
