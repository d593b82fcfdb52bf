import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { snapshot } from '../../functions/domain/project.ts';
import type { Job } from '../../functions/erp/connector.ts';
import { containerTokens } from '../../functions/erp/container-tokens.ts';
import { erpDouble } from '../../functions/erp/netsuite/double.ts';
import { tokenCredentials } from '../../functions/erp/netsuite/double-sign-in.ts';
import { connector as netsuite } from '../../functions/erp/netsuite/index.ts';
import { countOf } from './contracts.ts';
import { fieldsOf, signatureByOther } from './netsuite-signer.ts';

const clock = () => new Date('2026-11-23T09:00:00.000Z');

const reference = z.strictObject({ id: z.string() });

/**
 * Names and types of the REST API Browser 2026.1, record `job`, read in https://github.com/wsjmnh/netsuite-record-rest-docs
 * docs/schemas/job.md at be3ff5a; only the properties of interest. It says nothing of what is mandatory, nor of lengths.
 */
const browsersJob = z
  .strictObject({
    externalId: z.string().regex(/^[\w-]+$/), // Oracle, Using External IDs
    entityId: z.string().min(1),
    companyName: z.string().min(1),
    startDate: z.iso.date(),
    projectedEndDate: z.iso.date(),
    estimatedRevenue: z.number(),
    autoName: z.boolean(),
    subsidiary: reference,
    projectExpenseType: reference,
    entityStatus: z.strictObject({ id: z.enum(['1', '2', '3', '4', '5']) }),
    jobType: reference,
    parent: reference,
  })
  .partial();

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const RECORD = '/services/rest/record/v1/job/';

/** A write as Oracle's pages on upsert, on updates and on errors have it. */
const judgeWrite = ({ method, url, headers, body }: Sent): void => {
  const key = new URL(url).pathname.slice(RECORD.length);
  z.enum(['PUT', 'PATCH']).parse(method);
  z.string()
    .regex(method === 'PUT' ? /^eid:[A-Za-z0-9_-]+$/ : /^\d+$/)
    .parse(key);
  z.looseObject({
    'content-type': z.literal('application/json'),
    'x-netsuite-propertynamevalidation': z.literal('Error'),
  }).parse(headers);
  const values = browsersJob.parse(JSON.parse(body));
  if (method === 'PUT') z.looseObject({ entityId: z.string() }).parse(values);
  else expect(Object.keys(values)).not.toEqual([]);
};

const fixture = z
  .object({ job: z.object({ ...snapshot.shape, external_id: z.string(), request_id: z.string(), job_id: z.string() }) })
  .parse(
    JSON.parse(
      readFileSync(new URL('../../functions/erp/netsuite/fixtures/create-project.json', import.meta.url), 'utf8'),
    ),
  );

const SETTINGS = [
  { account_id: 'TSTDRV815', subsidiary: '1' },
  { account_id: 'TSTDRV815', subsidiary: '2', entity_status: '2', job_type: '4', project_expense_type: '-2' },
  { account_id: 'TSTDRV815', subsidiary: '1', customer: 'optional', overrides_auto_numbers: true },
];

/** Every request of a job's life: looked for, made, sent again with another name, looked up, customers asked for. */
const requestsFor = async (job: Job, settings: object, renamed: string): Promise<Sent[]> => {
  const double = erpDouble({ clock });
  const sent: Sent[] = [];
  const session = await netsuite.connect({
    settings,
    credentials: tokenCredentials,
    clock,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, url, headers } = request;
      sent.push({ method, url, headers: Object.fromEntries(headers), body: await request.clone().text() });
      return double.fetch(request);
    },
    accessToken: containerTokens(clock)({ company_id: 1, id: 'accounting' }),
    files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
  });
  expect(await session.find(job)).toBeNull();
  const made = await session.create(job);
  await session.update({ ...job, project: { ...job.project, name: renamed } }, made);
  await session.lookUp?.(job.job_id);
  await session.options?.('customer', renamed);
  return sent;
};

describe('requests of many exports, by oauth-1.0a and the REST API Browser', () => {
  const writes = countOf('NetSuite bodies by the REST API Browser');
  const signed = countOf('NetSuite requests of exports against oauth-1.0a');
  const line = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((text) => `x${text}`);
  const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

  /** Projects of any kind, as the API would let them in. */
  const jobs = fc
    .record({
      name: line,
      number: line,
      start: optional(day),
      end: optional(day),
      value: optional(fc.double({ min: -1e12, max: 1e12, noNaN: true, noDefaultInfinity: true })),
      customer: optional(fc.constantFrom('77', '78')),
      generation: fc.nat({ max: 3 }),
    })
    .map(({ name, number, start, end, value, customer, generation }): Job => {
      const project = { id: 42, name, start_date: start?.toISOString().slice(0, 10), completion_date: end?.toISOString().slice(0, 10), total_value: value };
      const set = Object.fromEntries(Object.entries(project).filter(([, given]) => given !== undefined));
      return {
        ...snapshot.parse({ project: set, cost_codes: [] }),
        external_id: `1-42${generation === 0 ? '' : `-${generation}`}`,
        request_id: '42-1',
        job_id: number,
        fields: customer === undefined ? {} : { customer },
      };
    }); // prettier-ignore

  const check = (sent: readonly Sent[]): void => {
    for (const request of sent) {
      const given = request.headers['authorization'] ?? '';
      expect(fieldsOf(given)['oauth_signature']).toBe(signatureByOther(request, given, tokenCredentials));
      signed.add();
      if (!new URL(request.url).pathname.startsWith(RECORD) || request.method === 'GET') continue;
      judgeWrite(request);
      writes.add();
    }
  };

  it('are all as both will have them', async () => {
    for (const settings of SETTINGS) check(await requestsFor({ ...fixture.job, fields: {} }, settings, 'Another name'));
    await fc.assert(
      fc.asyncProperty(jobs, fc.constantFrom(...SETTINGS), line, async (job, settings, renamed) => {
        check(await requestsFor(job, settings, renamed));
      }),
      { numRuns: 300 },
    );
  });

  const good: Sent = {
    method: 'PUT',
    url: 'https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/job/eid:send_to_erp_1-42',
    headers: { 'content-type': 'application/json', 'x-netsuite-propertynamevalidation': 'Error' },
    body: '{"entityId":"24-0815","companyName":"Library","subsidiary":{"id":"1"}}',
  };
  const withBody = (values: object): Sent => ({
    ...good,
    body: JSON.stringify({ ...JSON.parse(good.body), ...values }),
  });
  const at = (method: string, key: string): Sent => ({
    ...good,
    method,
    url: good.url.replace(/job\/.*/, `job/${key}`),
  });

  it.each([
    ['a misspelt property', withBody({ compayName: 'Library' })],
    ['the property customer, which REST does not support', withBody({ customer: { id: '77' } })],
    ['the end date under its Procore name', withBody({ completionDate: '2027-08-31' })],
    ['a day with a time', withBody({ startDate: '2026-03-02T00:00:00Z' })],
    ['a day as Americans write it', withBody({ startDate: '3/2/2026' })],
    ['money as text', withBody({ estimatedRevenue: '4250000.50' })],
    ['a subsidiary by its name', withBody({ subsidiary: { refName: 'Main' } })],
    ['a subsidiary that is no reference', withBody({ subsidiary: 1 })],
    ['no number', withBody({ entityId: undefined })],
    ['a status that the record does not have', withBody({ entityStatus: { id: '6' } })],
    ['an external id with a colon', at('PUT', 'eid:1:42')],
    ['an upsert by internal id', at('PUT', '501')],
    ['a POST', at('POST', '')],
    ['an empty change', { ...at('PATCH', '501'), body: '{}' }],
    ['misspelt names let through', { ...good, headers: { 'content-type': 'application/json' } }],
  ])('%s is refused', (_, bad) => {
    judgeWrite(good);
    expect(() => judgeWrite(bad)).toThrow();
  });
});
