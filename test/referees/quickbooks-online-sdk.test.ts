import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { QuickBooks as Sdk } from 'node-quickbooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ConnectorSession, Job } from '../../functions/erp/connector.ts';
import { erpDouble } from '../../functions/erp/quickbooks-online/double.ts';
import { connector } from '../../functions/erp/quickbooks-online/index.ts';
import { canonicalJson } from '../../functions/domain/canonical.ts';
import { document } from '../../functions/erp/quickbooks-online/mapping.ts';
import { serve, type LocalServer } from '../../local/server.ts';
import { worldOf } from '../contract/connector-world.ts';
import { job, OHARA } from '../unit/erp/quickbooks-online-company.ts';
import { countOf } from './contracts.ts';
import { projects } from './quickbooks-online-projects.ts';

// An independent client, by other people: it reads what the connector wrote, writes what the connector then reads, and is
// asked to write the same, so that the requests can be compared. CommonJS, with types that claim a default export.
const QuickBooks = z
  .custom<typeof Sdk>((value) => typeof value === 'function')
  .parse(createRequire(import.meta.url)('node-quickbooks'));

/** A request as the server got it. */
interface Received {
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly authorization: string;
  readonly contentType: string;
  readonly body: string;
}

const counted = countOf('quickbooks-online: requests compared with those of node-quickbooks');

const customer = z.looseObject({ Id: z.string(), SyncToken: z.string(), DisplayName: z.string() });

const HOSTILE = `O'Hara & Söhne = 50% <b>"#1"</b> + \\ 𝒳😀; drop table: x`;

const sent: Job = { ...job, project: { ...job.project, name: HOSTILE } };

let server: LocalServer;
let received: Received[];
let session: ConnectorSession;
let sdk: Sdk;

beforeEach(async () => {
  const clock = () => new Date('2026-11-23T09:00:00.000Z');
  const double = erpDouble({ clock });
  received = [];
  server = await serve(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    const { authorization = '', 'content-type': contentType = '', accept = '' } = headers;
    const { pathname, searchParams } = new URL(url, server.url);
    const parameters = Object.fromEntries(searchParams);
    received.push({ method, path: pathname, parameters, authorization, contentType, body });
    const answer = await double.fetch(new URL(url, server.url), {
      method,
      headers: { Authorization: authorization, 'Content-Type': contentType, Accept: accept },
      ...(method === 'POST' && { body }),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  const settings = double.settingsAt(server.url);
  const { context } = await worldOf(connector, clock);
  session = await connector.connect({ ...context, settings, credentials: double.credentials, fetch });
  await session.checkConnection();
  const token = received.at(-1)?.authorization.replace('Bearer ', '') ?? '';
  QuickBooks.V3_ENDPOINT_BASE_URL = `${server.url}/v3/company/`;
  QuickBooks.TOKEN_URL = String(settings['token_url']);
  const { client_id: id = '', client_secret: secret = '', refresh_token: refreshToken = '' } = double.credentials;
  sdk = new QuickBooks(id, secret, token, false, String(settings['realm_id']), true, false, null, '2.0', refreshToken);
});

afterEach(() => server.close());

/** What the SDK sends and gets for one of its methods. */
const bySdk = {
  create: async (values: object) => customer.parse(await promisify(sdk.createCustomer.bind(sdk))(values)),
  update: async (values: object) => customer.parse(await promisify(sdk.updateCustomer.bind(sdk))(values)),
  read: async (id: string) => customer.parse(await promisify(sdk.getCustomer.bind(sdk))(id)),
};

const found = z.object({ QueryResponse: z.object({ Customer: z.array(customer).default([]) }) });

const findBySdk = async (field: string, value: string, operator: '=' | 'LIKE' = '='): Promise<string[]> => {
  const find = (callback: (error: unknown, data?: unknown) => void) => {
    sdk.findCustomers([{ field, value, operator }], callback);
  };
  return found.parse(await promisify(find)()).QueryResponse.Customer.map(({ Id }) => Id);
};

const last = (): Received => received.at(-1) ?? expect.fail('nothing was sent');

/** Which parts of two requests differ. The SDK asks for JSON by a parameter, and says by another what the body says too. */
const differences = (ours: Received, theirs: Received): string[] => {
  const { format: _, operation: __, ...parameters } = theirs.parameters;
  const expected = { ...theirs, parameters };
  const parts = ['method', 'path', 'parameters', 'authorization', 'contentType'] as const;
  const differing = parts.filter((part) => canonicalJson(ours[part]) !== canonicalJson(expected[part]));
  const bodies = [ours, theirs].map(({ body }) => canonicalJson(JSON.parse(body)));
  return [...differing, ...(bodies[0] === bodies[1] ? [] : ['body'])];
};

/** The connector's first export of a job, and the SDK's request for the same values. */
const bothCreate = async (written: Job): Promise<[ours: Received, theirs: Received]> => {
  const { erp_id } = await session.create(written);
  const ours = last();
  const made = await bySdk.create({ ...document(written), requestId: ours.parameters['requestid'] });
  expect(made.Id).toBe(erp_id);
  return [ours, last()];
};

describe('node-quickbooks', () => {
  it('reads a job that the connector wrote, value by value', async () => {
    const { erp_id } = await session.create(sent);
    expect(await bySdk.read(erp_id)).toMatchObject(document(sent));
  });

  it('finds it by name, and by the mark behind the name on checks', async () => {
    const { erp_id } = await session.create(job);
    expect(await findBySdk('DisplayName', document(job).DisplayName)).toEqual([erp_id]);
    expect(await findBySdk('PrintOnCheckName', '%(send-to-erp 1-2)', 'LIKE')).toEqual([erp_id]);
    expect(await findBySdk('PrintOnCheckName', '%(send-to-erp 1-3)', 'LIKE')).toEqual([]);
  });

  it('makes a customer that the connector then offers, and a job that it finds by its number', async () => {
    const { Id } = await bySdk.create({ DisplayName: "Sam's Garages" });
    expect(await session.options?.('customer', "Sam's")).toEqual([{ value: Id, label: "Sam's Garages" }]);
    const made = await bySdk.create({ DisplayName: 'OLD-7 Garage', Job: true, ParentRef: { value: Id } });
    expect(await session.lookUp?.('OLD-7')).toMatchObject({ name: 'Garage', receipt: { erp_id: made.Id } });
  });

  it('changes a job between two exports, and the second builds on it', async () => {
    const made = await session.create(job);
    const { Id, SyncToken } = await bySdk.read(made.erp_id);
    await bySdk.update({ Id, SyncToken, CompanyName: 'Library Trust' });
    await session.update({ ...sent, request_id: '2-2' }, made);
    const { DisplayName } = document(sent);
    expect(await bySdk.read(made.erp_id)).toMatchObject({ DisplayName, CompanyName: 'Library Trust' });
  });

  it('is refused as the connector is, with Intuit’s code', async () => {
    await session.create(job);
    const refused: unknown = await bySdk.create(document(job)).catch((error: unknown) => error);
    const { response } = z.object({ response: z.object({ status: z.number(), data: z.unknown() }) }).parse(refused);
    expect(response).toMatchObject({ status: 400, data: { Fault: { Error: [{ code: '6240' }] } } });
  });

  it('sends the same for a first export, whatever the project', async () => {
    for (const [index, project] of projects(100).entries()) {
      const [ours, theirs] = await bothCreate({
        ...job,
        job_id: `24-${index}`,
        external_id: `1-${index + 7}`,
        project,
      });
      expect(differences(ours, theirs)).toEqual([]);
      counted.add();
    }
  });

  it('sends the same for a re-send', async () => {
    const made = await session.create(job);
    await session.update({ ...sent, request_id: '2-2', fields: { customer: OHARA } }, made);
    const ours = last();
    const { sparse: _, ...values } = z.record(z.string(), z.unknown()).parse(JSON.parse(ours.body));
    await bySdk.update({ ...values, requestId: ours.parameters['requestid'] });
    expect(differences(ours, last())).toEqual([]);
    counted.add();
  });

  it('signs in with the same request', async () => {
    const [ours] = received;
    await promisify(sdk.refreshAccessToken.bind(sdk))();
    expect(last()).toMatchObject({ ...ours, contentType: last().contentType });
    counted.add();
  });

  it.each<[string, Partial<Received>]>([
    ['method', { method: 'PUT' }],
    ['path', { path: '/v3/company/4620816365291234550/Customers' }],
    ['parameters', { parameters: { minorversion: '65' } }],
    ['parameters', { parameters: { minorversion: '75' } }],
    ['authorization', { authorization: 'Basic eyJ' }],
    ['contentType', { contentType: 'text/plain' }],
    ['body', { body: '{}' }],
    ['body', { body: JSON.stringify({ ...document(job), Job: false }) }],
  ])('would not send another %s: %j', async (part, mistake) => {
    const [ours, theirs] = await bothCreate(job);
    expect(differences({ ...ours, ...mistake }, theirs)).toEqual([part]);
  });
});
