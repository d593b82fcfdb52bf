import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ErpError, type Job } from '#erp/connector.ts';
import { connector as tryton } from '#erp/tryton/index.ts';
import { erpDouble } from '#erp/tryton/double.ts';

const job: Job = {
  external_id: '1-2',
  request_id: '2-1',
  job_id: '24-0815',
  fields: {},
  project: { id: 2, name: 'Library' },
  cost_codes: [],
};

const sent = z.object({ method: z.string(), params: z.array(z.unknown()) });
type Sent = z.infer<typeof sent>;

/** The connector on a double; `calls` are the bodies it sent, `before` may look at one and act before it is answered. */
const setUp = async (settings: Record<string, unknown> = {}, before: (call: Sent) => unknown = () => undefined) => {
  const double = erpDouble({ clock: () => new Date() });
  const calls: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const call = sent.parse(JSON.parse(typeof init?.body === 'string' ? init.body : '{}'));
    calls.push(call);
    await before(call);
    return double.fetch(input, init);
  };
  const session = await tryton.connect({
    settings: { ...double.settings, ...settings },
    credentials: double.credentials,
    clock: () => new Date('2026-11-23T09:00:00.000Z'),
    fetch,
    accessToken: () => Promise.reject(new Error('Tryton has sessions of its own.')),
    files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
  });
  const writes = () => calls.filter(({ method }) => /\.(create|write|delete)$/.test(method));
  /** Lets someone else make or change a record. */
  const other = async (method: string, ...params: unknown[]) => {
    const post = async (name: string, given: unknown[], headers: Record<string, string>) => {
      const body = JSON.stringify({ id: 1, method: name, params: given });
      const response = await double.fetch('https://tryton.example.com/erp/', { method: 'POST', body, headers });
      return z.object({ result: z.unknown() }).parse(await response.json()).result;
    };
    const json = { 'Content-Type': 'application/json' };
    const { user, password } = double.credentials;
    const login = await post('common.db.login', [user, { password }, 'en'], json);
    const [id, key] = z.tuple([z.int(), z.string()]).parse(login);
    const token = Buffer.from(`${user}:${id}:${key}`).toString('base64');
    return post(`model.${method}`, [...params, {}], { ...json, Authorization: `Session ${token}` });
  };
  return { double, session, calls, writes, other };
};

const account = { type: 'normal', root: 1, parent: 1, company: 1 };

const failureOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((reason: unknown) => reason);
  return error instanceof ErpError ? { kind: error.kind, field: error.field, message: error.message } : error;
};

describe('a Tryton session', () => {
  it('writes what the document shows, under company and root', async () => {
    const { session, writes } = await setUp();
    await session.create(job);
    const document = tryton.document(job, { url: 'https://tryton.example.com/erp/' });
    const context = { company: 1, active_test: false };
    const values = Object.values(document).map((record) => z.record(z.string(), z.unknown()).parse(record));
    expect(writes()).toMatchObject([
      {
        method: 'model.analytic_account.account.create',
        params: [[{ ...values[0], company: 1, root: 1, parent: 1 }], context],
      },
      { method: 'model.project.work.create', params: [[{ ...values[1], company: 1 }], context] },
    ]);
  });

  it('refuses a job id that another account has, with or without a mark', async () => {
    const { session, other } = await setUp();
    await other('analytic_account.account.create', [{ ...account, code: '24-0815', name: 'By hand', active: false }]);
    expect(await failureOf(session.create(job))).toEqual({
      kind: 'refused',
      field: 'fields.job_id',
      message: 'Job ID 24-0815 is taken by the analytic account "By hand".',
    });
  });

  it('tells external ids apart that begin alike', async () => {
    const { session } = await setUp();
    await session.create({ ...job, external_id: '1-23', job_id: 'other' });
    expect(await session.find(job)).toBeNull();
  });

  it('completes a job of which only the account was made, under the job id as it is now', async () => {
    const { session, double, other } = await setUp();
    const note = '[send-to-erp:1-2] checked by Ann';
    await other('analytic_account.account.create', [{ ...account, code: 'typo', name: 'Library', note }]);
    expect(await session.find(job)).toBeNull();
    expect(await session.create(job)).toMatchObject({ job_id: '24-0815', erp_id: '1' });
    expect(double.jobs()).toHaveLength(1);
    expect(await session.find(job)).toMatchObject({ job_id: '24-0815', erp_id: '1' });
  });

  it('updates only what changed, and nothing when nothing did', async () => {
    const { session, writes } = await setUp();
    const made = await session.create(job);
    const before = writes().length;
    await session.update(job, made);
    expect(writes().slice(before)).toEqual([]);
    await session.update({ ...job, project: { id: 2, name: 'Library, north' } }, made);
    const context = { company: 1, active_test: false };
    expect(writes().slice(before)).toEqual([
      { method: 'model.analytic_account.account.write', params: [[2], { name: 'Library, north' }, context] },
      { method: 'model.project.work.write', params: [[1], { name: '24-0815 Library, north' }, context] },
    ]);
  });

  it('keeps the code that people gave the account in Tryton', async () => {
    const { session, other } = await setUp();
    const made = await session.create(job);
    await other('analytic_account.account.write', [2], { code: 'renumbered' });
    expect(await session.update(job, made)).toMatchObject({ job_id: 'renumbered' });
    expect(await session.find(job)).toMatchObject({ job_id: 'renumbered' });
  });

  it.each([
    [
      'account',
      'analytic_account.account',
      { ...account, code: '24-0815', name: 'Library', note: '[send-to-erp:1-2]' },
    ],
    ['project', 'project.work', { type: 'project', company: 1, name: '24-0815 Library', comment: '[send-to-erp:1-2]' }],
  ])('withdraws its %s when a call that was given up on turns out to have made one', async (_, model, lost) => {
    const world = await setUp(
      {},
      ({ method }) => method === `model.${model}.create` && world.other(method.slice(6), [lost]),
    );
    const made = await world.session.create(job);
    expect(world.double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library' }]);
    expect(await world.session.find(job)).toEqual(made);
    expect(world.writes().map(({ method }) => method)).toContain(`model.${model}.delete`);
  });

  it('does not take its own account, made by a lost call, for another one with that code', async () => {
    let lookedUp = 0;
    const lost = { ...account, code: '24-0815', name: 'Library', note: '[send-to-erp:1-2]' };
    const world = await setUp({}, ({ method }) => {
      if (method !== 'model.analytic_account.account.search_read') return null;
      lookedUp += 1;
      return lookedUp === 2 && world.other('analytic_account.account.create', [lost]);
    });
    await world.session.create(job);
    expect(world.double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library' }]);
  });

  it('leaves alone what people copied from a job', async () => {
    const { session, double, writes, other } = await setUp();
    const made = await session.create(job);
    const copy = { type: 'project', company: 1, name: '24-0815 Library', comment: '[send-to-erp:1-2]' };
    await other('project.work.create', [copy]);
    expect(await session.find(job)).toEqual(made);
    expect(await session.update(job, made)).toEqual(made);
    expect(double.jobs()).toHaveLength(2);
    expect(writes().map(({ method }) => method)).not.toContain('model.project.work.delete');
  });

  describe('linked to an account that people made', () => {
    const linked = { job_id: 'OLD-7', erp_id: 'analytic_account.account,2', url: null, at: '2026-11-20T09:00:00.000Z' };
    const byHand = { ...account, code: 'OLD-7', name: 'Old library' };
    const search = (field: string) => [[[field, '=', 'OLD-7']], 0, null, null, ['name', 'code', 'note']];

    it.each([
      ['what they noted', 'Ask Ann before booking.', 'Ask Ann before booking.\n[send-to-erp:1-2]'],
      ['nothing where they noted nothing', '', '[send-to-erp:1-2]'],
      ['nothing where there never was a note', null, '[send-to-erp:1-2]'],
    ])('keeps %s, and its code', async (_, note, marked) => {
      const { session, other } = await setUp();
      await other('analytic_account.account.create', [{ ...byHand, note }]);
      expect(await session.update(job, linked)).toMatchObject({ job_id: 'OLD-7', erp_id: '1' });
      const found = await other('analytic_account.account.search_read', ...search('code'));
      expect(found).toEqual([{ id: 2, name: 'Library', code: 'OLD-7', note: marked }]);
    });

    it('marks it before anything else is written, so that the next attempt knows it again', async () => {
      const { session, writes, other } = await setUp();
      await other('analytic_account.account.create', [{ ...byHand, note: 'Ask Ann.' }]);
      await session.update(job, linked);
      expect(writes().map(({ method, params }) => [method.split('.').slice(1).join('.'), params[1]])).toMatchObject([
        ['analytic_account.account.write', { note: 'Ask Ann.\n[send-to-erp:1-2]' }],
        ['analytic_account.account.write', { name: 'Library' }],
        ['project.work.create', expect.anything()],
      ]);
    });

    it.each([
      ['has been taken by another project', [{ ...byHand, note: 'Ask Ann.\n[send-to-erp:1-23]' }]],
      ['shares its number with another one', [byHand, byHand]],
      ['is gone', []],
    ])('refuses one that %s, and writes nothing', async (_, made) => {
      const { session, writes, other } = await setUp();
      for (const each of made) await other('analytic_account.account.create', [each]);
      expect(await failureOf(session.update(job, linked))).toMatchObject({ kind: 'refused' });
      expect(writes()).toEqual([]);
    });
  });

  it.each([
    ['1-2', '[send-to-erp:1-2]'],
    ['1-2-3', 'Ask Ann. [send-to-erp:1-2-3] Thanks.'],
    [null, 'send-to-erp:1-2'],
    [null, '[send-to-erp:]'],
    [null, null],
  ])('tells by the note that an account belongs to %s: %s', async (externalId, note) => {
    const { session, other } = await setUp();
    await other('analytic_account.account.create', [{ ...account, code: 'OLD-7', name: 'Old library', note }]);
    expect(await session.lookUp?.(' OLD-7\n')).toEqual({
      receipt: { job_id: 'OLD-7', erp_id: 'analytic_account.account,2', url: null, at: '2026-11-23T09:00:00.000Z' },
      name: 'Old library',
      is_job: true,
      external_id: externalId,
    });
  });

  it('finds a deactivated account too: its number is taken', async () => {
    const { session, other } = await setUp();
    await other('analytic_account.account.create', [{ ...account, code: 'OLD-7', name: 'Closed', active: false }]);
    expect(await session.lookUp?.('OLD-7')).toMatchObject({ name: 'Closed', external_id: null });
  });

  it('finds the root of the accounts as what holds its number, and neither calls it a job nor takes it over', async () => {
    const { session } = await setUp();
    const root = await session.lookUp?.('JOBS');
    expect(root).toMatchObject({ is_job: false, external_id: null });
    expect(await failureOf(session.update(job, root?.receipt ?? expect.fail()))).toMatchObject({ kind: 'refused' });
  });

  it('refuses to update a job that is gone', async () => {
    const { session } = await setUp();
    const gone = { job_id: '24-0815', erp_id: '1', url: null, at: '2026-11-23T09:00:00.000Z' };
    expect(await failureOf(session.update(job, gone))).toMatchObject({ kind: 'refused', message: 'Job 24-0815 is no longer in Tryton.' }); // prettier-ignore
  });

  it('names the field that Tryton refuses', async () => {
    const { session } = await setUp();
    const backslash = { ...job, project: { id: 2, name: 'A\\B' } };
    expect(await failureOf(session.create(backslash))).toMatchObject({ kind: 'refused', field: 'project.name' });
  });

  it('needs to be told which root account, where there are several', async () => {
    const root = { name: 'Regions', code: 'REG', type: 'root', company: 1 };
    const first = await setUp();
    await first.other('analytic_account.account.create', [root]);
    await expect(first.session.create(job)).rejects.toThrow(/several analytic root accounts/);
    const second = await setUp({ root: 'REG' });
    await second.other('analytic_account.account.create', [root]);
    await second.session.create(job);
    expect(second.writes()[0]?.params[0]).toMatchObject([{ root: 2, parent: 2 }]);
    const third = await setUp({ root: 'NONE' });
    await expect(third.session.create(job)).rejects.toThrow(/no such analytic root account/);
  });

  it('goes by the company of the settings before that of the user', async () => {
    const { session, calls } = await setUp({ company: 7 });
    await session.find(job);
    expect(calls.map(({ method }) => method)).not.toContain('model.res.user.get_preferences');
    expect(JSON.stringify(calls.at(-1))).toContain('["company","=",7]');
  });

  it('signs in again when the session expires between two steps', async () => {
    let expired = false;
    const world = await setUp({}, ({ method }) => {
      if (expired || method !== 'model.project.work.create') return;
      expired = true;
      world.double.expireSessions();
    });
    await world.session.create(job);
    expect(world.double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library' }]);
    expect(world.calls.filter(({ method }) => method === 'common.db.login')).toHaveLength(2);
  });

  it('gives up when even a fresh session is not accepted', async () => {
    const world = await setUp({}, ({ method }) => {
      if (method.endsWith('.search_read')) world.double.expireSessions();
    });
    expect(await failureOf(world.session.find(job))).toMatchObject({ kind: 'unauthorized' });
    expect(world.calls.filter(({ method }) => method === 'common.db.login')).toHaveLength(2);
  });
});
