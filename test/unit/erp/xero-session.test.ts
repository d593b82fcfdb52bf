import { describe, expect, it } from 'vitest';
import type { Job } from '#erp/connector.ts';
import { connector as xero } from '#erp/xero/index.ts';
import { consented } from '#erp/xero/double-sign-in.ts';
import { failureOf, isWrite, job, OTHER_CUSTOMER, xeroWorld, type Sent } from '#test/unit/erp/xero-world.ts';

const NAME = '24-0815 - Library [Procore 1-2]';
const WAYS = ['project', 'tracking_option', 'both'] as const;

const renamed = (name: string): Job => ({ ...job, project: { ...job.project, name } });

const json = (body: unknown, status = 200): Response => Response.json(body, { status });

/** What a list of projects says while it does not show yet what was just made. */
const staleList = ({ method, url }: Sent): Response | undefined =>
  method === 'GET' && url.pathname.endsWith('/Projects')
    ? json({ pagination: { page: 1, pageSize: 500, pageCount: 0, itemCount: 0 }, items: [] })
    : undefined;

describe('a job in Xero', () => {
  it.each([
    ['project', ['POST /projects.xro/2.0/Projects']],
    ['tracking_option', ['PUT /api.xro/2.0/TrackingCategories/ca000000-0000-4000-8000-000000000001/Options']],
    [
      'both',
      [
        'POST /projects.xro/2.0/Projects',
        'PUT /api.xro/2.0/TrackingCategories/ca000000-0000-4000-8000-000000000001/Options',
      ],
    ],
  ] as const)('as %s is written as the document shows it', async (as, expected) => {
    const { double, open, settingsOf, writes, bodies } = xeroWorld();
    await (await open(as)).create(job);
    expect(writes().map(({ method, url }) => `${method} ${url.pathname}`)).toEqual(expected);
    expect(bodies()).toEqual(Object.values(xero.document(job, settingsOf(as))));
    expect(double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library' }]);
  });

  it.each([
    ['project', 3, 2],
    ['tracking_option', 3, 2],
    ['both', 5, 4],
  ] as const)('as %s costs %i calls, and %i where nothing differs', async (as, making, repeating) => {
    const { open, calls } = xeroWorld();
    const session = await open(as);
    expect(await session.find(job)).toBeNull();
    const made = await session.create(job);
    expect(calls()).toBe(making);
    expect(await session.find(job)).toEqual(made);
    expect(await session.update(job, made)).toEqual(made);
    expect(calls()).toBe(making + repeating);
  });

  it.each(WAYS)('as %s is changed in place, by what differs', async (as) => {
    const { double, open, bodies } = xeroWorld();
    const session = await open(as);
    const made = await session.create(job);
    const before = bodies().length;
    expect(await session.update(renamed('North wing'), made)).toEqual(made);
    const name = '24-0815 - North wing [Procore 1-2]';
    const project = { name, deadlineUtc: '2027-08-31T00:00:00Z', estimateAmount: 1_250_000.5 };
    const written = { project: [project], tracking_option: [{ Name: name }], both: [project, { Name: name }] };
    expect(bodies().slice(before)).toEqual(written[as]);
    expect(double.jobs()).toEqual([{ job_id: '24-0815', name: 'North wing' }]);
  });

  it('keeps the values that Procore does not have', async () => {
    const { double, open } = xeroWorld();
    const session = await open('project');
    const made = await session.create(job);
    await session.update({ ...job, project: { id: 2, name: 'North wing' } }, made);
    expect(double.organisation.listProjects(1, 1).items).toMatchObject([
      { deadlineUtc: '2027-08-31T00:00:00Z', estimate: { value: 1_250_000.5 } },
    ]);
  });

  it('links to the page that the settings name', async () => {
    const { open } = xeroWorld();
    const session = await open('project', { settings: { project_page: 'https://go.xero.com/p/{project_id}' } });
    const { erp_id, url } = await session.create(job);
    expect(url).toBe(`https://go.xero.com/p/${erp_id}`);
  });

  it.each(WAYS)('as %s is found again after people took its mark away', async (as) => {
    const { double, open } = xeroWorld();
    const session = await open(as);
    double.makeByHand({ job_id: '24-0815', name: 'Library' });
    double.organisation.makeOptionByHand('24-0815 Library');
    const linked = await session.lookUp?.('24-0815');
    if (!linked) throw new Error('not found');
    expect(linked).toMatchObject({ name: 'Library', external_id: null });
    const updated = await session.update(job, linked.receipt);
    expect(updated).toEqual(linked.receipt);
    expect(await session.find(job)).toEqual(updated);
    expect(double.organisation.listProjects(1, 9).items.length).toBe(1);
  });

  it('is found beyond the first page', async () => {
    const { double, open } = xeroWorld();
    for (let number = 1; number <= 500; number += 1) double.makeByHand({ job_id: `OLD-${number}`, name: 'Old' });
    const session = await open('project');
    const made = await session.create(job);
    expect(await session.find(job)).toEqual(made);
    expect(await session.lookUp?.('OLD-500')).toMatchObject({ name: 'Old' });
  });

  it('is looked for in at most 10,000 projects', async () => {
    const { open, calls } = xeroWorld();
    const endless = ({ url }: Sent) =>
      url.pathname.endsWith('/Projects') ? json({ pagination: { pageCount: 999 }, items: [] }) : undefined;
    const session = await open('project', { instead: endless });
    expect(await failureOf(session.find(job))).toMatchObject({ kind: 'refused', message: /more than 10000 projects/ });
    expect(calls()).toBe(20);
  });

  it('is refused where the customer is missing, or is not the one that the project has', async () => {
    const { open, writes } = xeroWorld();
    const session = await open('both');
    const { customer: _, ...fields } = job.fields;
    const refusal = { kind: 'refused', field: 'fields.customer' };
    expect(await failureOf(session.create({ ...job, fields }))).toMatchObject(refusal);
    expect(writes()).toEqual([]);
    const made = await session.create(job);
    const before = writes().length;
    const moved = { ...renamed('North wing'), fields: { customer: OTHER_CUSTOMER } };
    expect(await failureOf(session.update(moved, made))).toMatchObject(refusal);
    expect(writes().length).toBe(before);
    const shouted = { ...job, fields: { customer: job.fields['customer']?.toUpperCase() ?? '' } };
    expect(await session.update(shouted, made)).toEqual(made);
  });

  it.each([
    ['project', 'project "24-0815 Old library"'],
    ['tracking_option', 'tracking option "24-0815: Old library"'],
    ['both', 'project "24-0815 Old library"'],
  ] as const)('as %s is refused where another has its number', async (as, other) => {
    const { double, open, writes } = xeroWorld();
    double.makeByHand({ job_id: '24-0815', name: 'Old library' });
    double.organisation.makeOptionByHand('24-0815: Old library');
    const message = `Job ID 24-0815 is taken by the ${other}.`;
    expect(await failureOf((await open(as)).create(job))).toMatchObject({
      kind: 'refused',
      field: 'fields.job_id',
      message,
    });
    expect(writes()).toEqual([]);
  });

  it.each(WAYS)('as %s is never taken from another project, whatever the receipt says', async (as) => {
    const { double, open, writes } = xeroWorld();
    const session = await open(as);
    const others = await session.create({ ...job, external_id: '1-3' });
    const before = { writes: writes().length, jobs: double.jobs() };
    expect((await failureOf(session.update(renamed('Stolen'), others))).kind).toBe('refused');
    expect({ writes: writes().length, jobs: double.jobs() }).toEqual(before);
  });

  it('that is there twice is left to a person', async () => {
    const { double, open, writes } = xeroWorld();
    double.organisation.makeByHand(NAME);
    double.organisation.makeByHand('24-0816 - Library (copy) [Procore 1-2]');
    const session = await open('project');
    const refused = { kind: 'refused', message: /more than one project of Procore 1-2: "24-0815 .*" and "24-0816 / };
    expect(await failureOf(session.find(job))).toMatchObject(refused);
    expect(await failureOf(session.create(job))).toMatchObject(refused);
    double.makeByHand({ job_id: 'OLD-7', name: 'One' });
    double.makeByHand({ job_id: 'OLD-7', name: 'Two' });
    expect(await failureOf(session.lookUp?.('OLD-7') ?? Promise.resolve())).toMatchObject({ kind: 'refused' });
    expect(writes()).toEqual([]);
  });

  it('needs the tracking category of the settings', async () => {
    const { open } = xeroWorld();
    const session = await open('tracking_option', { settings: { tracking_category: 'Jobs' } });
    const refused = {
      kind: 'refused',
      message: 'Xero has no active tracking category "Jobs", which the settings name.',
    };
    for (const work of [session.checkConnection(), session.find(job), session.create(job)])
      expect(await failureOf(work)).toMatchObject(refused);
  });

  it('takes no option for its own that was deleted, and no archived category', async () => {
    const { open } = xeroWorld();
    const TrackingCategoryID = 'ca000000-0000-4000-8000-000000000001';
    const option = { TrackingOptionID: 'f0000000-0000-4000-8000-000000000001', Name: NAME, Status: 'DELETED' };
    const categories = (Status: string) => (sent: Sent) =>
      isWrite(sent) || sent.url.pathname === '/connect/token'
        ? undefined
        : json({ TrackingCategories: [{ TrackingCategoryID, Name: 'Job', Status, Options: [option] }] });
    const found = await (await open('tracking_option', { instead: categories('ACTIVE') })).find(job);
    expect(found).toBeNull();
    const archived = await open('tracking_option', { instead: categories('ARCHIVED') });
    expect(await failureOf(archived.find(job))).toMatchObject({ kind: 'refused', message: /no active/ });
  });
});

describe('a write to Xero', () => {
  it('carries tenant, token and a key that Xero takes', async () => {
    const { double, open, writes } = xeroWorld();
    await (await open('both')).create(job);
    for (const { headers } of writes()) {
      expect(headers.get('Xero-Tenant-Id')).toBe(double.settings['tenant_id']);
      expect(headers.get('Accept')).toBe('application/json');
      expect(headers.get('Authorization')).toMatch(/^Bearer ./);
      expect(headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('has the same key on each repeat, and another for another job, request, tenant or value', async () => {
    const keysOf = async (given: Job, tenant?: string) => {
      const { open, writes } = xeroWorld();
      const instead = (sent: Sent) => (isWrite(sent) ? json('', 503) : staleList(sent));
      const session = await open('project', { ...(tenant && { settings: { tenant_id: tenant } }), instead });
      await failureOf(session.create(given));
      return writes().map(({ headers }) => headers.get('Idempotency-Key'));
    };
    const [key] = await keysOf(job);
    expect(await keysOf(job)).toEqual([key]);
    const others = [{ ...job, external_id: '1-3' }, { ...job, request_id: '2-2' }, renamed('North wing')];
    const keys = await Promise.all(others.map((other) => keysOf(other)));
    const elsewhere = await keysOf(job, '00000000-0000-4000-8000-000000000000');
    expect(new Set([key, ...keys.flat(), ...elsewhere]).size).toBe(5);
  });

  it('that is repeated within minutes makes one project, even while Xero does not list it yet', async () => {
    const { double, open, later } = xeroWorld();
    const session = await open('project', { instead: staleList });
    const made = await session.create(job);
    later(5);
    expect(await session.create(job)).toMatchObject({ erp_id: made.erp_id });
    expect(double.jobs()).toHaveLength(1);
    later(7);
    await session.create(job);
    expect(double.jobs()).toHaveLength(2);
  });

  it('that is answered with a success of another kind may have been done or not', async () => {
    const { open } = xeroWorld();
    const made = await (await open('project')).create(job);
    const session = await open('project', { instead: (sent) => (isWrite(sent) ? json('Welcome') : undefined) });
    expect((await failureOf(session.update(renamed('North wing'), made))).kind).toBe('unknown_outcome');
  });

  it.each([
    ['without the option', { Options: [] }, 'unknown_outcome'],
    [
      'with another one',
      { Options: [{ TrackingOptionID: 'f0000000-0000-4000-8000-000000000001', Name: 'X' }] },
      'unknown_outcome',
    ],
    ['with what is wrong', { Elements: [{ ValidationErrors: [{ Message: 'The name is too long.' }] }] }, 'refused'],
  ])('that is answered %s, though with success: %s', async (_, answer, kind) => {
    const { open } = xeroWorld();
    const session = await open('tracking_option', { instead: (sent) => (isWrite(sent) ? json(answer) : undefined) });
    expect((await failureOf(session.create(job))).kind).toBe(kind);
  });
});

describe('the customers of Xero', () => {
  it('are searched by what is typed, whatever it is', async () => {
    const { open, sent } = xeroWorld();
    const session = await open('project');
    expect(await session.options?.('customer', 'RIVER')).toEqual([
      { value: OTHER_CUSTOMER, label: 'Riverside Housing Trust' },
    ]);
    expect(await session.options?.('customer', 'A & B=%?#\u0000')).toEqual([]);
    expect(sent.at(-1)?.url.searchParams.get('searchTerm')).toBe('A & B=%?#\u0000');
    expect(await session.options?.('job_id', '')).toEqual([]);
  });
});

describe('a sign-in to Xero', () => {
  const forms = (sent: readonly Sent[]) =>
    sent
      .filter(({ url }) => url.pathname === '/connect/token')
      .map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

  it.each([
    ['project', 'projects accounting.contacts.read'],
    ['tracking_option', 'accounting.settings'],
    ['both', 'projects accounting.contacts.read accounting.settings'],
  ] as const)('as a custom connection asks for what %s needs', async (as, scope) => {
    const { open, sent } = xeroWorld();
    await (await open(as)).checkConnection();
    expect(forms(sent)).toEqual([{ grant_type: 'client_credentials', scope }]);
    expect(sent[0]?.headers.get('Authorization')).toMatch(/^Basic /);
  });

  it('by a user goes on with the newest refresh token', async () => {
    const { double, open, sent } = xeroWorld();
    const session = await open('both', { credentials: consented });
    await session.checkConnection();
    double.expireSessions();
    await session.create(job);
    const [first, second] = forms(sent);
    expect(first).toEqual({ grant_type: 'refresh_token', refresh_token: consented.refresh_token });
    expect(second?.['refresh_token']).not.toBe(first?.['refresh_token']);
    expect(double.jobs()).toHaveLength(1);
    // Another function that still holds the first one is refused.
    const late = await failureOf((await open('both', { credentials: consented })).checkConnection());
    expect(late).toMatchObject({ kind: 'unauthorized', message: /invalid_grant/ });
  });

  it('follows the end of a token', async () => {
    const { open, sent, later } = xeroWorld();
    const session = await open('project');
    await session.checkConnection();
    later(31);
    await session.checkConnection();
    expect(forms(sent)).toHaveLength(2);
  });

  it('is tried once more, and no more', async () => {
    const { open, sent } = xeroWorld();
    const session = await open('project', {
      instead: ({ url }) => (url.pathname === '/connect/token' ? undefined : json({ Title: 'Unauthorized' }, 401)),
    });
    const refused = {
      kind: 'unauthorized',
      message: 'Xero does not accept the sign-in. An administrator must connect it again.',
    };
    expect(await failureOf(session.find(job))).toMatchObject(refused);
    expect(forms(sent)).toHaveLength(2);
    expect(sent).toHaveLength(4);
  });

  it('to another organisation is for an administrator', async () => {
    const { open } = xeroWorld();
    const settings = { tenant_id: '00000000-0000-4000-8000-000000000000' };
    expect(await failureOf((await open('project', { settings })).find(job))).toMatchObject({ kind: 'unauthorized' });
  });
});
