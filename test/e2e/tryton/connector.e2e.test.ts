import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ErpError, type ErpSession, type Job } from '#erp/connector.ts';
import { connector as tryton } from '#erp/tryton/index.ts';
import { markOf } from '#erp/tryton/mapping.ts';
import { SET_UP_MS, whyNoTryton } from '#test/e2e/tryton/packages.ts';
import { startTryton, type Tryton } from '#test/e2e/tryton/server.ts';

const reason = await whyNoTryton();

/** Shorter than the client's own patience, so that a test need not wait as long. */
const IMPATIENT_MS = 1_000;

interface Opening {
  readonly settings?: Record<string, unknown>;
  readonly password?: string;
  /** Sees each call before it is made. */
  readonly look?: (method: string, headers: Headers) => void;
  /** Stops the server just before it hears of a call to this. */
  readonly stopAt?: string;
}

const call = z.string().transform((body) => z.object({ method: z.string() }).parse(JSON.parse(body)));

const open = (server: Tryton, opening: Opening = {}): Promise<ErpSession> => {
  const { settings, password = server.password, look, stopAt } = opening;
  const watched: typeof fetch = (input, init) => {
    const { method } = call.parse(init?.body);
    look?.(method, new Headers(init?.headers));
    if (method !== stopAt) return fetch(input, init);
    server.pause();
    return fetch(input, { ...init, signal: AbortSignal.timeout(IMPATIENT_MS) });
  };
  return tryton.connect({
    settings: { url: server.url, ...settings },
    credentials: { user: server.user, password },
    clock: () => new Date('2026-11-23T09:00:00.000Z'),
    fetch: watched,
    accessToken: () => Promise.reject(new Error('Tryton has sessions of its own.')),
    files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
  });
};

let projectId = 0;

/** A project that no other test has. */
const newJob = (change: Partial<Job> = {}): Job => {
  projectId += 1;
  return {
    external_id: `1-${projectId}`,
    request_id: `${projectId}-1`,
    job_id: `24-${projectId}`,
    fields: {},
    project: { id: projectId, name: 'Springfield Water Main' },
    cost_codes: [],
    ...change,
  };
};

const named = (job: Job, name: string): Job => ({ ...job, project: { ...job.project, name } });

const failureOf = async (work: Promise<unknown>): Promise<ErpError> => {
  const error: unknown = await work.catch((rejected: unknown) => rejected);
  return error instanceof ErpError ? error : expect.fail(`no ErpError but ${String(error)}`);
};

const row = z.object({ id: z.int(), name: z.string(), code: z.string().nullish(), type: z.string(), company: z.int() });
const context = { company: 1, active_test: false };

/** All that the server holds of a job, by its mark. */
const stored = async (server: Tryton, job: Job) => {
  const search = async (model: string, field: string, fields: string[]) => {
    const domain = [[field, 'like', `%${markOf(job)}%`]];
    return z.array(row).parse(await server.ask(`model.${model}.search_read`, domain, 0, null, null, fields, context));
  };
  return {
    accounts: await search('analytic_account.account', 'note', ['name', 'code', 'type', 'company']),
    projects: await search('project.work', 'comment', ['name', 'type', 'company']),
  };
};

/** An account as people make it in Tryton's own client; gives its id. */
const makeByHand = async (server: Tryton, values: Record<string, string>): Promise<number> => {
  const account = { type: 'normal', state: 'opened', company: 1, root: 1, parent: 1, ...values };
  const made = await server.ask('model.analytic_account.account.create', [account], context);
  return z.tuple([z.int()]).parse(made)[0];
};

const noteOf = async (server: Tryton, id: number): Promise<string | null> => {
  const fields = [[['id', '=', id]], 0, null, null, ['note'], context];
  const found = await server.ask('model.analytic_account.account.search_read', ...fields);
  return z.tuple([z.object({ note: z.string().nullable() })]).parse(found)[0].note;
};

describe.skipIf(reason !== null)('the Tryton connector on a real server', () => {
  let server: Tryton;

  beforeAll(async () => {
    server = await startTryton();
  }, SET_UP_MS);

  afterAll(() => server.stop());

  it('makes of the fixture what the fixture says', async () => {
    const file = new URL('../../../functions/erp/tryton/fixtures/create-project.json', import.meta.url);
    const reply = z.object({ result: z.tuple([z.int()]) });
    const fixture = z.object({ job: z.custom<Job>(), reply, receipt: z.json() });
    const { job, receipt, ...expected } = fixture.parse(JSON.parse(await readFile(file, 'utf8')));
    const session = await open(server, { settings: { web_client_url: 'https://tryton.example.com/' } });
    expect(await session.find(job)).toBeNull();
    expect(await session.create(job)).toEqual(receipt);
    expect((await stored(server, job)).projects.map(({ id }) => id)).toEqual(expected.reply.result);
  });

  it('exports a project once: one account, one project', async () => {
    const job = newJob();
    const session = await open(server);
    expect(await session.find(job)).toBeNull();
    const made = await session.create(job);
    const before = await stored(server, job);
    const account = { code: job.job_id, name: 'Springfield Water Main', type: 'normal', company: 1 };
    const project = { name: `${job.job_id} Springfield Water Main`, type: 'project', company: 1 };
    expect(before).toMatchObject({ accounts: [account], projects: [project] });
    expect(made).toMatchObject({ job_id: job.job_id, erp_id: String(before.projects[0]?.id), url: null });

    const methods: string[] = [];
    const again = await open(server, { look: (method) => methods.push(method) });
    expect(await again.find(job)).toEqual(made);
    expect(await again.create(job)).toEqual(made);
    expect(await again.update(job, made)).toEqual(made);
    expect(methods.filter((method) => /\.(create|write|delete)$/.test(method))).toEqual([]);
    expect(await stored(server, job)).toEqual(before);
  });

  it('changes the same job on update and leaves its code alone', async () => {
    const job = newJob();
    const session = await open(server);
    const made = await session.create(job);
    const before = await stored(server, job);
    const resent = { ...named(job, 'Springfield Water Main II'), job_id: 'another' };
    expect(await session.update(resent, made)).toEqual(made);
    expect(await stored(server, job)).toEqual({
      accounts: [{ ...before.accounts[0], name: 'Springfield Water Main II' }],
      projects: [{ ...before.projects[0], name: `${job.job_id} Springfield Water Main II` }],
    });
  });

  it('refuses a job id that another account has, a deactivated one included', async () => {
    const taken = newJob();
    const session = await open(server);
    await session.create(taken);
    const [account] = (await stored(server, taken)).accounts;
    await server.ask('model.analytic_account.account.write', [account?.id], { active: false }, context);
    const job = newJob({ job_id: taken.job_id });
    expect(await failureOf(session.create(job))).toMatchObject({ kind: 'refused', field: 'fields.job_id' });
    expect(await stored(server, job)).toEqual({ accounts: [], projects: [] });
    expect(await session.find(taken)).toMatchObject({ job_id: taken.job_id });
  });

  it('is asked for a job by its number, whoever made it, and writes nothing then', async () => {
    const job = newJob();
    const made = await (await open(server)).create(job);
    const id = await makeByHand(server, { code: 'OLD-1', name: 'Made by Ann', note: 'Ask Ann.' });
    const methods: string[] = [];
    const session = await open(server, { look: (method) => methods.push(method) });
    expect(await session.lookUp?.(made.job_id)).toMatchObject({
      receipt: { job_id: job.job_id },
      name: 'Springfield Water Main',
      external_id: job.external_id,
    });
    expect(await session.lookUp?.('OLD-1')).toEqual({
      receipt: { job_id: 'OLD-1', erp_id: `analytic_account.account,${id}`, url: null, at: '2026-11-23T09:00:00.000Z' },
      name: 'Made by Ann',
      is_job: true,
      external_id: null,
    });
    for (const typed of ['OLD', 'OLD-_', '%', '', "' OR 1=1 --", '𝒳']) expect(await session.lookUp?.(typed)).toBeNull();
    await server.ask('model.analytic_account.account.write', [id], { active: false }, context);
    expect(await session.lookUp?.('OLD-1')).toMatchObject({ name: 'Made by Ann' });
    expect(methods.filter((method) => /\.(create|write|delete)$/.test(method))).toEqual([]);
  });

  it('changes an account that people made and a project was linked to: one job, found again from then on', async () => {
    const job = newJob({ job_id: 'OLD-2' });
    const id = await makeByHand(server, { code: 'OLD-2', name: 'Made by Ann', note: 'Ask Ann.' });
    const session = await open(server);
    const linked = (await session.lookUp?.('OLD-2'))?.receipt ?? expect.fail('not found');
    expect(await session.find(job)).toBeNull();
    const updated = await session.update(job, linked);
    const after = await stored(server, job);
    expect(after).toMatchObject({
      accounts: [{ id, code: 'OLD-2', name: 'Springfield Water Main', type: 'normal' }],
      projects: [{ name: 'OLD-2 Springfield Water Main' }],
    });
    expect(updated).toMatchObject({ job_id: 'OLD-2', erp_id: String(after.projects[0]?.id) });
    expect(await noteOf(server, id)).toBe(`Ask Ann.\n${markOf(job)}`);
    expect(await session.find(job)).toEqual(updated);
    expect(await session.lookUp?.('OLD-2')).toMatchObject({ external_id: job.external_id });
    expect(await session.update(job, linked)).toEqual(updated);
    expect(await stored(server, job)).toEqual(after);

    const thief = newJob({ job_id: 'OLD-2' });
    expect(await failureOf(session.update(thief, linked))).toMatchObject({ kind: 'refused' });
    expect(await stored(server, thief)).toEqual({ accounts: [], projects: [] });
    expect(await noteOf(server, id)).toBe(`Ask Ann.\n${markOf(job)}`);
  });

  it('does not know whether it took an account over when the server stops, and goes on with it', async () => {
    const job = newJob({ job_id: 'OLD-3' });
    const id = await makeByHand(server, { code: 'OLD-3', name: 'Made by Ann' });
    const session = await open(server);
    const linked = (await session.lookUp?.('OLD-3'))?.receipt ?? expect.fail('not found');
    const stopping = await open(server, { stopAt: 'model.analytic_account.account.write' });
    const error = await failureOf(stopping.update(job, linked)).finally(() => server.resume());
    expect(error.kind).toBe('unknown_outcome');
    await expect.poll(() => noteOf(server, id), { timeout: 20_000 }).toBe(markOf(job));
    const updated = await session.update(job, (await session.find(job)) ?? linked);
    const { accounts, projects } = await stored(server, job);
    expect([accounts.map((each) => each.id), projects.length]).toEqual([[id], 1]);
    expect(await session.find(job)).toEqual(updated);
  });

  it('completes a job that lacks its project', async () => {
    const job = newJob();
    const session = await open(server);
    const made = await session.create(job);
    const [account] = (await stored(server, job)).accounts;
    await server.ask('model.project.work.delete', [Number(made.erp_id)], context);
    expect(await session.find(job)).toBeNull();
    await session.create({ ...job, job_id: 'corrected' });
    const after = await stored(server, job);
    expect(after.accounts).toEqual([{ ...account, code: 'corrected' }]);
    expect(after.projects).toHaveLength(1);
  });

  it.each([
    ['accounts', 'model.analytic_account.account.create'],
    ['projects', 'model.project.work.create'],
  ] as const)(
    'does not know what became of its %s when the server stops, and finds out once it goes on',
    async (kind, step) => {
      const job = newJob();
      const session = await open(server);
      const stopping = await open(server, { stopAt: step });
      const error = await failureOf(stopping.create(job)).finally(() => server.resume());
      expect(error.kind).toBe('unknown_outcome');
      await expect.poll(async () => (await stored(server, job))[kind].length, { timeout: 20_000 }).toBe(1);
      const made = (await session.find(job)) ?? (await session.create(job));
      expect(await session.find(job)).toEqual(made);
      const { accounts, projects } = await stored(server, job);
      expect([accounts.length, projects.length]).toEqual([1, 1]);
    },
  );

  it('is temporary as long as nothing was asked to be written', async () => {
    const session = await open(server, { stopAt: 'model.analytic_account.account.search_read' });
    const stopped = await failureOf(session.find(newJob())).finally(() => server.resume());
    expect(stopped.kind).toBe('temporary');
    const nobody = await failureOf(open(server, { settings: { url: 'http://127.0.0.1:9/erp/' } }));
    expect(nobody.kind).toBe('temporary');
  });

  it('does not accept a wrong password, and does not repeat it', async () => {
    const error = await failureOf(open(server, { password: 'wrong-9Qz4' }));
    expect(error.kind).toBe('unauthorized');
    expect(`${error.message}${error.stack}`).not.toContain('wrong-9Qz4');
  });

  it('writes hostile names as one harmless line', async () => {
    const visible = `=1+1 <script>alert('x')</script> "𝒳😀" {"__class__":"Decimal"} %_`;
    const job = named(newJob(), `${visible}\u0000\u0007\r\n\tend`);
    await (await open(server)).create(job);
    const [account] = (await stored(server, job)).accounts;
    expect(account?.name).toBe(`${visible} end`);
  });

  it('says that a backslash in the name is at fault', async () => {
    const session = await open(server);
    const error = await failureOf(session.create(named(newJob(), 'North\\South')));
    expect(error).toMatchObject({ kind: 'refused', field: 'project.name' });
  });

  it('refuses a company that the user does not belong to, and a database that does not exist', async () => {
    const elsewhere = await open(server, { settings: { company: 77 } });
    expect(await failureOf(elsewhere.create(newJob()))).toMatchObject({ kind: 'refused' });
    const url = server.url.replace('/erp/', '/nosuch/');
    expect(await failureOf(open(server, { settings: { url } }))).toMatchObject({ kind: 'refused' });
  });
});

describe.skipIf(reason !== null)('a Tryton server whose sessions live three seconds', () => {
  let server: Tryton;

  beforeAll(async () => {
    server = await startTryton({ sessionMaxAge: 3 });
  }, SET_UP_MS);

  afterAll(() => server.stop());

  it('is signed in to again in the middle of an export', async () => {
    const job = newJob();
    const seen = { authorization: '', signIns: 0 };
    const session = await open(server, {
      look: (method, headers) => {
        if (method === 'common.db.login') seen.signIns += 1;
        seen.authorization = headers.get('authorization') ?? seen.authorization;
      },
    });
    const isAlive = async () => {
      const body = JSON.stringify({ id: 1, method: 'model.res.user.get_preferences', params: [true, {}] });
      const headers = { 'Content-Type': 'application/json', Authorization: seen.authorization };
      return (await fetch(server.url, { method: 'POST', headers, body })).status === 200;
    };
    await expect.poll(isAlive, { timeout: 20_000, interval: 200 }).toBe(false);
    expect(seen.signIns).toBe(1);
    await session.create(job);
    expect(seen.signIns).toBeGreaterThan(1);
    const { accounts, projects } = await stored(server, job);
    expect([accounts.length, projects.length]).toEqual([1, 1]);
  });
});
