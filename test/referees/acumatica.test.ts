import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { errorOf } from '../../functions/erp/acumatica/errors.ts';
import { connector as acumatica } from '../../functions/erp/acumatica/index.ts';
import { fieldsOf, OFF_HOLD, wrapped } from '../../functions/erp/acumatica/mapping.ts';
import { settings } from '../../functions/erp/acumatica/schemas.ts';
import type { Job } from '../../functions/erp/connector.ts';
import { faultsOf, type Sent } from './acumatica-judge.ts';
import { membersOf, PINNED, vendorFile, type Model } from './acumatica-model.ts';
import { hostileJobs, job, requestsOf } from './acumatica-requests.ts';
import { countOf } from './contracts.ts';

// Acumatica publishes no schema of a project. What it publishes is a client, and requests: those judge here.

const requests = countOf('Acumatica requests against the client model 24.200.001');

const require = async (model: Model, jobs: readonly Job[], given?: Readonly<Record<string, unknown>>) => {
  for (const sent of await requestsOf(jobs, given)) {
    expect(faultsOf(model, sent), JSON.stringify(sent)).toEqual([]);
    requests.add();
  }
};

const ENTITIES = Object.keys(PINNED);
const WHY = 'no copy of Acumatica’s client lies at ACUMATICA_SOURCES or in ../shared/contracts/acumatica';
const vendors = Object.fromEntries(ENTITIES.map((entity) => [entity, membersOf(entity)]));
const models: [string, Model | null][] = [
  ['the members pinned here', PINNED],
  [
    `the whole client model (skipped where ${WHY})`,
    ENTITIES.some((entity) => vendors[entity] === null) ? null : z.custom<Model>().parse(vendors),
  ],
];

describe.each(models)('%s', (_, model) => {
  it.skipIf(model === null)('could have made every request of a project’s life', { timeout: 60_000 }, async () => {
    if (model === null) return;
    await require(model, [job, { ...job, project: { ...job.project, name: 'Renamed', zip: '62702' } }]);
    await require(model, [job], { version: '23.200.001' });
    await fc.assert(
      fc.asyncProperty(hostileJobs, (jobs) => require(model, jobs)),
      { numRuns: 300 },
    );
  });
});

it.skipIf(models[1]?.[1] === null)(`pins what the client says, line by line (skipped where ${WHY})`, () => {
  for (const [entity, members] of Object.entries(PINNED)) expect(vendors[entity]).toMatchObject(members);
});

it('holds names and numbers to the lengths that the client gives their columns', () => {
  const columns: Readonly<Record<string, number | undefined>> = {
    'project.name': PINNED['Project']?.['Description']?.max,
    'project.address': PINNED['ProjectAddress']?.['AddressLine1']?.max,
    'project.city': PINNED['ProjectAddress']?.['City']?.max,
    'project.zip': PINNED['ProjectAddress']?.['PostalCode']?.max,
  };
  expect(Object.fromEntries(acumatica.limits.map(({ field, max }) => [field, max]))).toEqual(columns);
  const jobId = acumatica.accept_fields.find(({ key }) => key === 'job_id');
  expect(jobId?.max_length).toBe(PINNED['Project']?.['ProjectID']?.max);
});

describe('a deliberate mistake is refused', () => {
  const good = async () => {
    const sent = await requestsOf([job, { ...job, project: { ...job.project, name: 'Renamed' } }]);
    const find = (test: (one: Sent) => boolean) => sent.find(test) ?? expect.fail('no such request');
    return {
      insert: find(({ headers }) => headers['if-none-match'] === '*'),
      update: find(({ headers }) => headers['if-match'] === '*'),
      search: find(({ url }) => url.includes('ExternalRefNbr')),
    };
  };
  type Good = Awaited<ReturnType<typeof good>>;

  const withBody = (sent: Sent, change: object): Sent => ({ ...sent, body: { ...Object(sent.body), ...change } });
  const withHeaders = (sent: Sent, change: Readonly<Record<string, string>>): Sent => ({
    ...sent,
    headers: { ...sent.headers, ...change },
  });

  const mistakes: [string, (good: Good) => Sent, RegExp][] = [
    ['a value that is not wrapped', ({ insert }) => withBody(insert, { Description: 'Library' }), /no StringValue/],
    ['more than a value in a field', ({ insert }) => withBody(insert, { Customer: { value: 'A', id: 1 } }), /no Str/],
    [
      'a name in other letters',
      ({ insert }) => withBody(insert, { ProjectId: { value: '1' } }),
      /ProjectId is unknown/,
    ],
    ['a field of another entity', ({ insert }) => withBody(insert, { CustomerName: { value: 'A' } }), /is unknown/],
    ['a linked entity’s field on top', ({ insert }) => withBody(insert, { City: { value: 'A' } }), /City is unknown/],
    ['a top field in a linked entity', ({ insert }) => withBody(insert, { ProjectAddress: { Hold: {} } }), /ess.Hold/],
    ['a linked entity as a value', ({ insert }) => withBody(insert, { ProjectAddress: 'River Street' }), /no entity/],
    [
      'a reference of 31 letters',
      ({ insert }) => withBody(insert, { ExternalRefNbr: { value: 'x'.repeat(31) } }),
      /30/,
    ],
    ['a name of 256', ({ insert }) => withBody(insert, { Description: { value: 'x'.repeat(256) } }), /longer than 255/],
    [
      'a country’s name',
      ({ insert }) => withBody(insert, { ProjectAddress: { Country: { value: 'USA' } } }),
      /Country is longer than 2/,
    ],
    ['a truth value as text', ({ update }) => withBody(update, { Hold: { value: 'false' } }), /no BooleanValue/],
    ['an amount as text', ({ insert }) => withBody(insert, { Description: { value: 7 } }), /no StringValue/],
    [
      'an American date',
      ({ insert }) => withBody(insert, { ProjectProperties: { StartDate: { value: '03/02/2026' } } }),
      /no DateTimeValue/,
    ],
    [
      'a latitude as text',
      ({ insert }) => withBody(insert, { ProjectAddress: { Latitude: { value: '39.8' } } }),
      /no DecimalValue/,
    ],
    ['an id that is a number', ({ update }) => withBody(update, { id: 17 }), /no GUID/],
    [
      'an insert of what exists',
      ({ update }) => withHeaders(update, { 'if-match': '', 'if-none-match': '*' }),
      /no id/,
    ],
    ['a write without a condition', ({ insert }) => withHeaders(insert, { 'if-none-match': '' }), /neither/],
    ['a write with both', ({ insert }) => withHeaders(insert, { 'if-match': '*' }), /neither/],
    [
      'a body that is not declared',
      ({ insert }) => withHeaders(insert, { 'content-type': 'text/plain' }),
      /not declared/,
    ],
    ['a POST', ({ insert }) => ({ ...insert, method: 'POST' }), /no such method/],
    [
      'another entity',
      ({ insert }) => ({ ...insert, url: insert.url.replace(/Project$/, 'Projects') }),
      /no such entity/,
    ],
    [
      'a filter by what is no field',
      ({ search }) => ({ ...search, url: search.url.replaceAll('ExternalRefNbr', 'ExtRefNbr') }),
      /ExtRefNbr is unknown/,
    ],
    ['a quote that is left open', ({ search }) => ({ ...search, url: search.url.replace('%27&', '&') }), /open/],
    [
      'a quote that is not doubled',
      ({ search }) => ({ ...search, url: search.url.replace('PC-', "P'C-") }),
      /open|known/,
    ],
    ['an option without its $', ({ search }) => ({ ...search, url: search.url.replace('$top', 'top') }), /no option/],
  ];

  it.each(mistakes)('%s', async (_, spoil, why) => {
    const requestsMade = await good();
    for (const sent of Object.values(requestsMade)) expect(faultsOf(PINNED, sent)).toEqual([]);
    expect(faultsOf(PINNED, spoil(requestsMade)).join('; ')).toMatch(why);
  });
});

describe('Acumatica’s published requests', () => {
  const COLLECTION = 'IntegrationDevelopment/Help/IntegrationDevelopmentGuide.postman_collection.json';
  const testProject: Job = {
    ...job,
    job_id: 'TESTPR3',
    fields: { template: 'PROGRESS', customer: 'COFFEESHOP' },
    project: { id: 1, name: 'Test' },
  };
  const ours = wrapped(fieldsOf(testProject, settings.parse({ site: 'https://erp.example.com' })));

  it('create a project with the values that we write for the same project', () => {
    const { Description, ExternalRefNbr, ...same } = ours;
    expect([Description, ExternalRefNbr]).not.toContain(undefined);
    // "Create a Project from a Project Template". Its billing settings are the template's business here.
    expect(same).toEqual({
      ProjectID: { value: 'TESTPR3' },
      ProjectTemplateID: { value: 'PROGRESS' },
      Customer: { value: 'COFFEESHOP' },
    });
  });

  const text = vendorFile(COLLECTION);
  it.skipIf(text === null)(`are these, as they stand in the collection (skipped where ${WHY})`, () => {
    const body = z.object({ raw: z.string().optional() }).optional();
    const published = z.object({ name: z.string(), request: z.object({ body }).optional() });
    const folder = z.object({ name: z.string(), item: z.array(published).default([]) });
    const { item } = z.object({ item: z.array(folder) }).parse(JSON.parse(text ?? ''));
    const bodyOf = (name: string): unknown => {
      const found = item.find((one) => one.name === 'Project')?.item.find((one) => one.name === name);
      return JSON.parse(found?.request?.body?.raw ?? 'null');
    };
    const { BillingAndAllocationSettings, ...theirs } = z
      .looseObject({ BillingAndAllocationSettings: z.unknown() })
      .parse(bodyOf('Create a Project from a Project Template'));
    expect(BillingAndAllocationSettings).toBeDefined();
    expect(ours).toMatchObject(theirs);
    expect(bodyOf('Make a Project Active')).toEqual({ ProjectID: { value: 'TESTPR3' }, ...OFF_HOLD });
  });
});

const ERRORS = vendorFile('RESTClientTests/ErrorMessagesTests.cs');
it.skipIf(ERRORS === null)(`reads the 422 of Acumatica’s own test (skipped where ${WHY})`, () => {
  const verbatim = /@"(\{(?:[^"]|"")*\})"/.exec(ERRORS ?? '')?.[1] ?? '';
  const answer = { status: 422, headers: new Headers(), retryAfterSeconds: null, text: verbatim.replaceAll('""', '"') };
  expect(errorOf(answer, true)).toMatchObject({
    kind: 'refused',
    message: "Acumatica refused the project. Details.0.Project: Project 'TES2323T ' cannot be found in the system.",
  });
});
