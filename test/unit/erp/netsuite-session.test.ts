import { describe, expect, it } from 'vitest';
import { ErpError, type Job } from '#erp/connector.ts';
import { DOUBLE_SECRET } from '#erp/double.ts';
import { erpDouble } from '#erp/netsuite/double.ts';
import { tokenCredentials } from '#erp/netsuite/double-sign-in.ts';
import { connector as netsuite } from '#erp/netsuite/index.ts';
import { accessTokenOf } from '#test/support/access-token.ts';

const AT = '2026-11-23T09:00:00.000Z';
const clock = () => new Date(AT);

const job: Job = {
  external_id: '1-2',
  request_id: '2-1',
  job_id: '24-0815',
  fields: {},
  project: { id: 2, name: 'Library', start_date: '2026-03-02', total_value: 4_250_000.5 },
  cost_codes: [],
};

const changed = (changes: Partial<Job['project']>): Job => ({ ...job, project: { ...job.project, ...changes } });

interface Call {
  readonly method: string;
  /** Path below `/services/rest/`, and what is asked for. */
  readonly path: string;
  readonly body: unknown;
  readonly headers: Headers;
}

interface SetUp {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly credentials?: Readonly<Record<string, string>>;
  /** Answers a call in place of the double. */
  readonly instead?: (call: Call) => Response | undefined;
}

/** The connector on a double, and the calls that it made since `calls` were last taken. */
const setUp = async ({ settings = {}, credentials, instead }: SetUp = {}) => {
  const double = erpDouble({ clock });
  const calls: Call[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const text = await request.clone().text();
    const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    const path = `${pathname.replace('/services/rest/', '')}${search}`;
    const call = { method: request.method, path, body, headers: request.headers };
    calls.push(call);
    return instead?.(call) ?? double.fetch(request);
  };
  const session = await netsuite.connect({
    settings: { ...double.settings, ...settings },
    credentials: credentials ?? double.credentials,
    clock,
    fetch,
    accessToken: accessTokenOf(clock),
    files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
  });
  const taken = () => calls.splice(0);
  return { double, session, taken, lines: () => taken().map(({ method, path }) => `${method} ${path}`) };
};

const refusalOf = async (work: Promise<unknown>): Promise<ErpError> => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ErpError ? error : expect.fail('was not refused');
};

const TOKEN = 'POST auth/oauth2/v1/token';
const SEARCH = 'POST query/v1/suiteql?limit=1';
const OWN = 'record/v1/job/eid:send_to_erp_1-2';

describe('a first export to NetSuite', () => {
  it('signs in, looks twice, writes once and reads what became of it', async () => {
    const { session, lines, taken } = await setUp();
    expect(await session.find(job)).toBeNull();
    expect(lines()).toEqual([TOKEN, `GET ${OWN}`]);
    await session.create(job);
    const calls = taken();
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([SEARCH, `PUT ${OWN}`, `GET ${OWN}`]);
    const [, put] = calls;
    expect(put?.headers.get('X-NetSuite-PropertyNameValidation')).toBe('Error');
    expect(put?.body).toEqual({
      entityId: '24-0815',
      companyName: 'Library',
      startDate: '2026-03-02',
      estimatedRevenue: 4_250_000.5,
      subsidiary: { id: '1' },
      projectExpenseType: { id: '-2' },
    });
  });

  it('is told by NetSuite which number the project got', async () => {
    const { session } = await setUp({
      instead: ({ method, path }) =>
        method === 'GET' && path === OWN ? Response.json({ id: '77', entityId: 'PRJ-0004' }) : undefined,
    });
    expect(await session.create(job)).toMatchObject({ job_id: 'PRJ-0004', erp_id: '77' });
  });

  it('leaves open what happened where NetSuite does not find what it said it made', async () => {
    const { session } = await setUp({
      instead: ({ method }) => (method === 'PUT' ? new Response(null, { status: 204 }) : undefined),
    });
    expect((await refusalOf(session.create(job))).kind).toBe('unknown_outcome');
  });

  it('takes no other answer to a write for success: 202 would mean that the job may come', async () => {
    const { session } = await setUp({
      instead: ({ method }) => (method === 'PUT' ? new Response(null, { status: 202 }) : undefined),
    });
    expect((await refusalOf(session.create(job))).kind).toBe('unknown_outcome');
  });

  it('writes nothing where the number is taken, and says by what', async () => {
    const { session, double } = await setUp();
    double.makeByHand({ job_id: '24-0815', name: 'Old library' });
    const error = await refusalOf(session.create(job));
    expect(error).toMatchObject({ kind: 'refused', field: 'fields.job_id' });
    expect(error.message).toContain('"Old library"');
    expect(double.replies).toEqual([]);
  });

  it('makes one job of two PUTs that were on their way at the same time', async () => {
    const { session, double } = await setUp();
    await Promise.all([session.create(job), session.create(job)]);
    expect(double.jobs()).toHaveLength(1);
  });

  it('overrides the numbers of an account that numbers by itself, where the settings say so', async () => {
    const { session, taken } = await setUp({ settings: { overrides_auto_numbers: true } });
    await session.create(job);
    expect(taken().find(({ method }) => method === 'PUT')?.body).toMatchObject({
      entityId: '24-0815',
      autoName: false,
    });
  });

  it('gives the project its customer; a re-send does not move it', async () => {
    const { session, taken } = await setUp({ settings: { customer: 'optional' } });
    const made = await session.create({ ...job, fields: { customer: '77' } });
    expect(taken().find(({ method }) => method === 'PUT')?.body).toMatchObject({ parent: { id: '77' } });
    await session.update({ ...changed({ name: 'Library 2' }), fields: { customer: '78' } }, made);
    expect(taken().find(({ method }) => method === 'PATCH')?.body).toEqual({ companyName: 'Library 2' });
  });
});

describe('a re-send to NetSuite', () => {
  it.each([
    [{ name: 'Library\nEast' }, { companyName: 'Library East' }],
    [{ start_date: '2026-04-01' }, { startDate: '2026-04-01' }],
    [{ completion_date: '2027-08-31' }, { projectedEndDate: '2027-08-31' }],
    [{ total_value: 1 }, { estimatedRevenue: 1 }],
  ])('of %j writes no more than that', async (changes, body) => {
    const { session, taken } = await setUp();
    const made = await session.create(job);
    taken();
    expect(await session.update(changed(changes), made)).toEqual(made);
    const calls = taken();
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET ${OWN}`, 'PATCH record/v1/job/501']);
    expect(calls.at(-1)?.body).toEqual(body);
  });

  it('writes nothing where nothing differs, nor where Procore says less than before', async () => {
    const { session, lines } = await setUp();
    const made = await session.create(job);
    lines();
    const { start_date: _, total_value: __, ...project } = job.project;
    for (const again of [job, { ...job, project }]) expect(await session.update(again, made)).toEqual(made);
    expect(lines()).toEqual([`GET ${OWN}`, `GET ${OWN}`]);
  });

  it('follows a job that people gave another number', async () => {
    const { session, double, taken } = await setUp();
    const made = await session.create(job);
    const authorization = taken().at(-1)?.headers.get('Authorization') ?? '';
    await double.fetch('https://tstdrv815.suitetalk.api.netsuite.com/services/rest/record/v1/job/501', {
      method: 'PATCH',
      headers: {
        Authorization: authorization,
        'Content-Type': 'application/json',
        'X-NetSuite-PropertyNameValidation': 'Error',
      },
      body: JSON.stringify({ entityId: 'R-1' }),
    });
    expect(await session.update(job, made)).toMatchObject({ job_id: 'R-1', erp_id: '501' });
  });
});

describe('a job that people made in NetSuite', () => {
  const linkedTo = async ({ session, double }: Awaited<ReturnType<typeof setUp>>) => {
    double.makeByHand({ job_id: 'OLD-7', name: 'Old library' });
    return (await session.lookUp?.('OLD-7'))?.receipt ?? expect.fail('is not found');
  };

  it('gets its external id together with what differs, in one write', async () => {
    const world = await setUp();
    const linked = await linkedTo(world);
    await world.session.update(changed({ name: 'Old library' }), linked);
    expect(world.taken().at(-1)).toMatchObject({
      method: 'PATCH',
      path: 'record/v1/job/501',
      body: { externalId: 'send_to_erp_1-2', startDate: '2026-03-02', estimatedRevenue: 4_250_000.5 },
    });
  });

  it.each([
    ['has another number by now', { entityId: 'OLD-8' }, /no longer/],
    ['belongs to another project', { entityId: 'OLD-7', externalId: 'send_to_erp_1-3' }, /belongs to another/],
    ['belongs to another integration', { entityId: 'OLD-7', externalId: 'CRM-9' }, /belongs to another/],
  ])('is left alone when it %s', async (_, record, message) => {
    const { session, double } = await setUp({
      instead: ({ method, path }) =>
        method === 'GET' && path === 'record/v1/job/9' ? Response.json({ id: '9', ...record }) : undefined,
    });
    const error = await refusalOf(session.update(job, { job_id: 'OLD-7', erp_id: '9', url: null, at: AT }));
    expect(error.kind).toBe('refused');
    expect(error.message).toMatch(message);
    expect(double.replies).toEqual([]);
  });

  it('is looked for by its number as a bound parameter, whatever the number holds', async () => {
    const { session, taken } = await setUp();
    const typed = `x' OR '1'='1" \\ ?`;
    expect(await session.lookUp?.(typed)).toBeNull();
    expect(taken().at(-1)?.body).toEqual({ q: 'SELECT id FROM job WHERE entityid = ?', params: [typed] });
  });

  it('that another integration marked belongs to no project of ours', async () => {
    const { session } = await setUp({
      instead: ({ method, path }) => {
        if (path.startsWith('query')) return Response.json({ items: [{ ID: 9 }] });
        return method === 'GET' ? Response.json({ id: '9', entityId: 'OLD-7', externalId: 'CRM-9' }) : undefined;
      },
    });
    expect(await session.lookUp?.('OLD-7')).toMatchObject({ name: 'OLD-7', external_id: null });
  });
});

describe('customers of NetSuite', () => {
  it.each([
    ['', ['77', '78', '79']],
    ['springfield', ['77']],
    ['C-78 O', ['78']],
    ["o'brien", ['78']],
    ['100%', ['78']],
    ['_', []],
    [' Ann ', ['79']],
    ['Shelbyville', []],
  ])('are found by %j, as long as they are in use', async (typed, ids) => {
    const { session } = await setUp();
    expect((await session.options?.('customer', typed))?.map(({ value }) => value)).toEqual(ids);
  });

  it('are shown by number and name, and each is found again by what is shown', async () => {
    const { session } = await setUp();
    const all = (await session.options?.('customer', '')) ?? [];
    expect(all).toContainEqual({ value: '77', label: 'C-77 City of Springfield' });
    for (const one of all) expect(await session.options?.('customer', one.label)).toContainEqual(one);
  });
});

describe('the connection to NetSuite', () => {
  it('is good when the account knows every property and lets jobs be read', async () => {
    const { session, lines } = await setUp({ settings: { customer: 'required' } });
    await session.checkConnection();
    expect(lines()).toEqual([TOKEN, 'GET record/v1/metadata-catalog/job', SEARCH, 'POST query/v1/suiteql?limit=200']);
  });

  it('is not when the account has no such property', async () => {
    const properties = {
      entityid: {},
      companyname: {},
      externalid: {},
      startdate: {},
      projectedenddate: {},
      estimatedrevenue: {},
    };
    const { session } = await setUp({
      instead: ({ path }) => (path.includes('metadata') ? Response.json({ properties }) : undefined),
    });
    expect((await refusalOf(session.checkConnection())).message).toContain('no subsidiary, projectExpenseType.');
  });
});

describe('signing in to NetSuite', () => {
  it('takes one token for many calls, and another where the first is refused', async () => {
    const { session, double, lines } = await setUp();
    await session.find(job);
    await session.find(job);
    double.expireSessions();
    await session.find(job);
    expect(lines()).toEqual([TOKEN, `GET ${OWN}`, `GET ${OWN}`, `GET ${OWN}`, TOKEN, `GET ${OWN}`]);
  });

  it('by tokens signs each call, of the whole life of a job', async () => {
    const { session, double, taken } = await setUp({
      credentials: tokenCredentials,
      settings: { customer: 'optional' },
    });
    expect(await session.find(job)).toBeNull();
    const made = await session.create(job);
    expect(await session.update(changed({ name: 'Library 2' }), made)).toEqual(made);
    expect(await session.options?.('customer', "O'Brien (& Sons)*!")).toEqual([]);
    await session.checkConnection();
    expect(double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library 2' }]);
    const headers = taken().map((call) => call.headers.get('Authorization') ?? '');
    expect(headers.filter((header) => !header.startsWith('OAuth realm="TSTDRV815", '))).toEqual([]);
    expect(new Set(headers.map((header) => /oauth_nonce="(\w+)"/.exec(header)?.[1])).size).toBe(headers.length);
    expect(headers.join()).not.toContain(DOUBLE_SECRET);
  });

  it.each(Object.keys(tokenCredentials))('by tokens with a wrong %s is refused, once', async (key) => {
    const { session, taken } = await setUp({ credentials: { ...tokenCredentials, [key]: 'wrong' } });
    expect((await refusalOf(session.find(job))).kind).toBe('unauthorized');
    expect(taken()).toHaveLength(1);
  });

  it('with a key that no certificate has asks nobody and shows nothing of it', async () => {
    const { double } = await setUp();
    const pem = double.credentials['private_key'] ?? '';
    const broken = pem.replace(/\n(?=.*-----END)/s, '\nAAAA');
    const { session, taken } = await setUp({ credentials: { ...double.credentials, private_key: broken } });
    const error = await refusalOf(session.find(job));
    expect(error.kind).toBe('unauthorized');
    expect(taken()).toEqual([]);
    expect(error.cause).toBeUndefined();
    expect(error.message).toMatch(/must be RSA or EC/);
  });
});
