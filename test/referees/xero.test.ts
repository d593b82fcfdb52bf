import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrackingOption, XeroClient } from 'xero-node';
import { ProjectCreateOrUpdate } from 'xero-node/dist/gen/model/projects/projectCreateOrUpdate.js';
import * as z from 'zod';
import type { Job } from '../../functions/erp/connector.ts';
import { CATEGORY_ID } from '../../functions/erp/xero/double-organisation.ts';
import { CUSTOMER, isWrite, xeroWorld, type Sent } from '../unit/erp/xero-world.ts';
import { countOf, isMissing } from './contracts.ts';
import { objectionsIn, serveFetch, startPrism, type Prism } from './prism.ts';
import { CONTRACT, strictContract } from './xero-contract.ts';

const PROJECTS = '/projects.xro/2.0';

const { job } = z
  .object({ job: z.custom<Job>((value) => typeof value === 'object') })
  .parse(
    JSON.parse(readFileSync(new URL('../../functions/erp/xero/fixtures/create-project.json', import.meta.url), 'utf8')),
  );

/** Projects as people would rather not type them. */
const hostileJobs: fc.Arbitrary<Job> = fc
  .record({
    name: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1_000 }),
      fc.constantFrom(
        '"}',
        '</name>',
        '=1+1',
        '\u0000\u202e',
        '[Procore 1-1]',
        '{"$ref":"#"}',
        '\\u0022',
        "' OR 1=1 --",
      ),
    ),
    job_id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    completion: fc.option(fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })),
    total: fc.option(fc.double({ min: 0, max: 9_999_999_999_999, noNaN: true })),
  })
  .map(({ name, job_id, completion, total }) => ({
    ...job,
    job_id,
    project: {
      id: 562_949,
      name,
      ...(completion && { completion_date: completion.toISOString().slice(0, 10) }),
      ...(total !== null && { total_value: total }),
    },
  }));

/** Makes the job, makes it again, changes it, and changes nothing. */
const live = async (first: Job, second: Job): Promise<Sent[]> => {
  const { open, sent } = xeroWorld();
  const session = await open('both');
  await session.checkConnection();
  const made = await session.create(first);
  await session.create(first);
  await session.update({ ...second, external_id: first.external_id }, made);
  await session.find(first);
  await session.lookUp?.(first.job_id);
  return sent;
};

const isOfProjects = ({ url }: Sent): boolean => url.pathname.startsWith(PROJECTS);

const good: Sent = {
  method: 'POST',
  url: new URL(`https://api.xero.com${PROJECTS}/Projects`),
  headers: new Headers({
    Authorization: 'Bearer token',
    'Content-Type': 'application/json',
    'Idempotency-Key': 'key',
    'Xero-Tenant-Id': '70784a63-d24b-46a9-a4db-0e70a274b056',
  }),
  body: JSON.stringify({
    contactId: CUSTOMER,
    name: 'Library',
    estimateAmount: 1,
    deadlineUtc: '2027-08-31T00:00:00Z',
  }),
};

const withBody = (change: object, sent = good): Sent => {
  const body = { ...z.record(z.string(), z.unknown()).parse(JSON.parse(sent.body)), ...change };
  return { ...sent, body: JSON.stringify(body) };
};

const withHeader = (name: string, value: string | null): Sent => {
  const headers = new Headers(good.headers);
  if (value === null) headers.delete(name);
  else headers.set(name, value);
  return { ...good, headers };
};

const at = (method: string, path: string, body = ''): Sent => ({
  ...good,
  method,
  url: new URL(`https://api.xero.com${PROJECTS}${path}`),
  body,
});

describe.skipIf(isMissing(CONTRACT))("Xero's OpenAPI file, served by Prism", () => {
  const requests = countOf('Xero Projects: requests against its OpenAPI file');
  const answers = countOf("Xero Projects: the double's answers against its OpenAPI file");
  let answer: (request: Request) => Promise<Response>;
  let stop: () => Promise<unknown>;
  let prism: Prism;

  beforeAll(async () => {
    const { path, forget } = strictContract();
    const upstream = await serveFetch((request) => answer(request));
    prism = await startPrism(path, `${upstream.url}${PROJECTS}`);
    stop = async () => {
      await prism.stop();
      await upstream.close();
      forget();
    };
  });
  afterAll(async () => stop());

  /** What is wrong with a request, and with what the server behind Prism answers to it. */
  const faultsOf = async ({ method, url, headers, body }: Sent): Promise<string[]> => {
    const response = await fetch(`${prism.url}${url.pathname.slice(PROJECTS.length)}${url.search}`, {
      method,
      headers,
      ...(body !== '' && { body }),
    });
    const objections = objectionsIn(await response.text());
    // The documentation wants it; the file has one schema for POST and PUT.
    const hasCustomer = method !== 'POST' || /"contactId":"[^"]/.test(body);
    return hasCustomer ? objections : [...objections, 'A new project has no contactId.'];
  };

  const project = { projectId: 'f0000000-0000-4000-8000-000000000001', name: 'Library', status: 'INPROGRESS' };
  const answering = (status: number, body: unknown) => () =>
    Promise.resolve(status === 204 ? new Response(null, { status }) : Response.json(body, { status }));

  /** Judges each request of a life, and the answers of a double to all of them in that order. */
  const judge = async (sent: readonly Sent[]): Promise<string[]> => {
    const { double, open, sent: signIns } = xeroWorld();
    await (await open('project')).checkConnection();
    const token = signIns.at(-1)?.headers.get('Authorization') ?? '';
    answer = (request) => {
      request.headers.set('Authorization', token);
      return double.fetch(request);
    };
    const faults: string[] = [];
    for (const one of sent.filter(isOfProjects)) {
      faults.push(...(await faultsOf(one)));
      requests.add();
      answers.add();
    }
    return faults;
  };

  it('takes what the connector sends, and gives what its double gives', async () => {
    expect(await judge(await live(job, { ...job, project: { ...job.project, name: 'North wing' } }))).toEqual([]);
  });

  it('takes any project', async () => {
    await fc.assert(
      fc.asyncProperty(hostileJobs, hostileJobs, async (first, second) => {
        expect(await judge(await live(first, second))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("knows the double's refusals", async () => {
    expect(
      await judge([withBody({ contactId: '00000000-0000-4000-8000-000000000000' }), withBody({ name: '' })]),
    ).toEqual([]);
  });

  it.each<[string, Sent, RegExp]>([
    ['no name', withBody({ name: undefined }), /required property 'name'/],
    ['a name that is a number', withBody({ name: 24 }), /name must be string/],
    ['a customer by name', withBody({ contactId: 'City of Springfield' }), /contactId must match format "uuid"/],
    ['no customer', withBody({ contactId: undefined }), /no contactId/],
    [
      'an estimate as text, as in the example of the file',
      withBody({ estimateAmount: '99.99' }),
      /estimateAmount must be number/,
    ],
    [
      'an estimate with its currency',
      withBody({ estimateAmount: { currency: 'USD', value: 1 } }),
      /estimateAmount must be number/,
    ],
    ['a deadline without a time', withBody({ deadlineUtc: '2027-08-31' }), /deadlineUtc must match format "date-time"/],
    [
      'a deadline that is no day',
      withBody({ deadlineUtc: '2027-02-30T00:00:00Z' }),
      /deadlineUtc must match format "date-time"/,
    ],
    ['a number, which Xero does not have', withBody({ number: '24-0815' }), /additional properties; found 'number'/],
    [
      'a customer spelled as in the query',
      withBody({ contactID: CUSTOMER }),
      /additional properties; found 'contactID'/,
    ],
    ['no tenant', withHeader('Xero-Tenant-Id', null), /xero-tenant-id/],
    ['no sign-in', withHeader('Authorization', null), /security scheme/],
    ['no Idempotency-Key', withHeader('Idempotency-Key', null), /idempotency-key/],
    ['an Idempotency-Key of 129 characters', withHeader('Idempotency-Key', 'k'.repeat(129)), /idempotency-key .*128/],
    ['another path', { ...good, url: new URL(`https://api.xero.com${PROJECTS}/Project`) }, /no path matched/],
    [
      'a project by its number',
      { ...good, ...at('PUT', '/Projects/24-0815', good.body) },
      /projectid must match format "uuid"/,
    ],
    [
      'a status that projects do not have',
      at('PATCH', `/Projects/${CUSTOMER}`, '{"status":"DONE"}'),
      /status must be equal to one of/,
    ],
    ['a page of 501', at('GET', '/Projects?page=1&pageSize=501'), /pagesize must be <= 500/],
    ['a page that is no number', at('GET', '/Projects?page=first'), /page must be integer/],
  ])('refuses a request with %s', async (_, sent, fault) => {
    answer = answering(201, project);
    expect((await faultsOf(sent)).join('\n')).toMatch(fault);
  });

  it('has nothing against what these mistakes are made of', async () => {
    answer = answering(201, project);
    expect(await faultsOf(good)).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['an id that is a number', { ...project, projectId: '17' }, /projectId must match format "uuid"/],
    ['no name', { projectId: project.projectId }, /required property 'name'/],
    ['a status of its own', { ...project, status: 'OPEN' }, /status must be equal to one of/],
    ['a number, which Xero does not have', { ...project, number: '24-0815' }, /found 'number'/],
    ['an estimate without its currency', { ...project, estimate: 1 }, /estimate must be object/],
    ['a currency of its own', { ...project, currencyCode: 'EURO' }, /currencyCode must be equal to one of/],
  ])('refuses a double that answers with %s', async (_, body, fault) => {
    answer = answering(201, body);
    expect((await faultsOf(good)).join('\n')).toMatch(fault);
  });
});

describe('xero-node, generated from the files of Xero', () => {
  const compared = countOf('Xero: requests against those of xero-node');

  /** A request without what differs by right: the token, the key's value, and how a moment is written. */
  const essence = ({ method, url, headers, body }: Sent) => ({
    call: `${method} ${url.pathname}`,
    query: Object.fromEntries([...url.searchParams].sort()),
    headers: Object.fromEntries(['accept', 'xero-tenant-id'].map((name) => [name, headers.get(name)])),
    // xero-node says it of calls without a body as well.
    type: body === '' ? null : headers.get('content-type'),
    hasKey: headers.has('idempotency-key'),
    body: body === '' ? null : (JSON.parse(body.replaceAll(/(T\d\d:\d\d:\d\d)\.000Z/g, '$1Z')) as unknown),
  });

  /** xero-node before a double, and all that it sent. */
  const sdk = async () => {
    const { double, open, sent: signIns } = xeroWorld();
    await (await open('both')).checkConnection();
    const token = signIns.at(-1)?.headers.get('Authorization')?.slice('Bearer '.length) ?? '';
    const sent: Sent[] = [];
    const server = await serveFetch(async (request) => {
      const { method, url, headers } = request;
      sent.push({ method, url: new URL(url), headers, body: await request.clone().text() });
      return double.fetch(request);
    });
    const xero = new XeroClient({ clientId: 'id', clientSecret: 'secret' });
    xero.setTokenSet({ access_token: token });
    xero.projectApi.basePath = `${server.url}${PROJECTS}`;
    xero.accountingApi.basePath = `${server.url}/api.xro/2.0`;
    const tenant = String(double.settings['tenant_id']);
    return { xero, sent, tenant, close: () => server.close() };
  };

  it('sends the same for the same project, and reads what the double answers', async () => {
    const { open, sent: ours } = xeroWorld();
    const session = await open('both');
    const made = await session.create(job);
    await session.update({ ...job, project: { ...job.project, name: 'North wing' } }, made);
    await session.options?.('customer', 'river & side');

    const { xero, sent: theirs, tenant, close } = await sdk();
    const projectCalled = (name: string, contactId?: string) =>
      Object.assign(new ProjectCreateOrUpdate(), {
        ...(contactId !== undefined && { contactId }),
        name: `24-0815 - ${name} [Procore 1-562949]`,
        deadlineUtc: new Date('2027-08-31'),
        estimateAmount: 4_250_000.5,
      });
    const optionOf = ({ name }: ProjectCreateOrUpdate) => Object.assign(new TrackingOption(), { name });
    const first = projectCalled('Riverside Library, north wing', CUSTOMER);
    const changed = projectCalled('North wing');
    const { projectApi, accountingApi } = xero;
    const lists = async () => {
      await projectApi.getProjects(tenant, undefined, undefined, undefined, 1, 500);
      await accountingApi.getTrackingCategories(tenant, undefined, undefined, true);
    };
    await lists();
    const { body: project } = await projectApi.createProject(tenant, first, 'key-1');
    const { body: options } = await accountingApi.createTrackingOptions(tenant, CATEGORY_ID, optionOf(first), 'key-2');
    await lists();
    const { projectId = '', name } = project;
    const trackingOptionID = options.options?.[0]?.trackingOptionID ?? '';
    await projectApi.updateProject(tenant, projectId, changed, 'key-3');
    await accountingApi.updateTrackingOptions(tenant, CATEGORY_ID, trackingOptionID, optionOf(changed), 'key-4');
    const none = undefined;
    await accountingApi.getContacts(tenant, none, none, 'Name', none, 1, none, true, 'river & side', 200);
    await close();

    expect({ projectId, name }).toEqual({ projectId: made.erp_id, name: first.name });
    const calls = ours.filter(({ url }) => url.pathname !== '/connect/token');
    expect(calls.map(essence)).toEqual(theirs.map(essence));
    expect(calls.filter(isWrite)).toHaveLength(4);
    for (const _ of calls) compared.add();
  });
});
