import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { erpDouble } from '../../functions/erp/business-central/double.ts';
import { connector } from '../../functions/erp/business-central/index.ts';
import type { Job } from '../../functions/erp/connector.ts';
import { containerTokens } from '../../functions/erp/container-tokens.ts';
import { startPrism, type Prism } from './business-central-prism.ts';
import { countOf, isMissing } from './contracts.ts';

// Microsoft publishes an OpenAPI file for v1.0 only. Version 2.0 has the same paths, and writes the same two fields:
// https://github.com/microsoft/BCApps/blob/c3414ede3ec7bab5a928f312c1208dbd0f8e39a7/src/Apps/W1/APIV2/app/src/pages/APIV2Jobs.Page.al
const WRITABLE = ['number', 'displayName'];
const BASE_PATH = '/v2.0/contoso.onmicrosoft.com/Production/api/v2.0';
const API = `https://api.businesscentral.dynamics.com${BASE_PATH}`;
const COMPANY = `${API}/companies(22222222-aaaa-bbbb-cccc-000000000001)`;
const PROJECT = `${COMPANY}/projects(00000000-0000-4000-8000-000000000001)`;

const TEXT = "'(?:[^']|'')*'";
const FILTERS = new RegExp(`^(number eq ${TEXT}|id eq [0-9a-f-]{36}|endswith\\(displayName,${TEXT}\\))$`, 'su');

const clock = () => new Date('2026-11-23T09:00:00.000Z');

/** Also of letters that have no upper case, or one of two letters, which .NET leaves alone. */
const isUpperCase = (letter: string): boolean =>
  letter.toUpperCase() === letter || letter.toUpperCase().length !== letter.length;

/** What Prism lets pass although Business Central would not take it. */
const mistakesIn = async (request: Request): Promise<string[]> => {
  const filter = new URL(request.url).searchParams.get('$filter');
  if (request.method === 'GET') return filter === null || FILTERS.test(filter) ? [] : ['filter'];
  const body = z.record(z.string(), z.unknown()).parse(await request.clone().json());
  const { number = 'X', displayName = 'x' } = body;
  const isKept = typeof number === 'string' && number.trim() === number && Array.from(number).every(isUpperCase);
  return [
    ...Object.keys(body).filter((key) => !WRITABLE.includes(key)),
    ...(request.method === 'POST' ? WRITABLE.filter((key) => !Object.hasOwn(body, key)) : []),
    ...(Object.keys(body).length === 0 ? ['body'] : []),
    ...(number === '' || !isKept ? ['number'] : []),
    ...(displayName === '' ? ['displayName'] : []),
    ...(request.headers.get('Content-Type') === 'application/json' ? [] : ['Content-Type']),
    ...(request.method === 'PATCH' && !/^W\/".+"$/.test(request.headers.get('If-Match') ?? '') ? ['If-Match'] : []),
  ];
};

describe.skipIf(isMissing('business-central/BCOAS1.0.yaml'))("Microsoft's contract for Business Central", () => {
  const requests = countOf('business-central: requests, each with its answer, against BCOAS1.0.yaml');
  const projects = countOf('business-central: projects');
  let double = erpDouble({ clock });
  let answer: (request: Request) => Promise<Response>;
  let prism: Prism;

  beforeAll(async () => {
    prism = await startPrism(BASE_PATH, (request) => answer(request));
  });
  afterAll(() => prism.stop());
  beforeEach(() => {
    answer = (request) => double.fetch(request);
  });

  /** Through Prism, the same request; whole, because Prism reads no body that comes in chunks. */
  const judged = async (request: Request): Promise<Response> => {
    const body = await request.text();
    const { url, method, headers } = request;
    return fetch(url.replace(API, prism.origin), { method, headers, ...(body !== '' && { body }) });
  };

  /** A client's way to the double, which fails the test at the first request that a referee does not let pass. */
  const refereed: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.startsWith(API)) return double.fetch(request);
    expect(await mistakesIn(request)).toEqual([]);
    const response = await judged(request);
    if (!response.ok) expect.fail(`${request.method} ${request.url}: ${await response.text()}`);
    requests.add();
    return response;
  };

  const open = () =>
    connector.connect({
      settings: double.settings,
      credentials: double.credentials,
      clock,
      fetch: refereed,
      accessToken: containerTokens(clock)({ company_id: 1, id: 'accounting' }),
      files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
    });

  /** All that the connector does with a project. */
  const live = async (job: Job): Promise<void> => {
    double = erpDouble({ clock });
    double.makeByHand({ job_id: 'BY HAND', name: 'Library' });
    const session = await open();
    await session.checkConnection();
    expect(await session.find(job)).toBeNull();
    const made = await session.create(job);
    expect(await session.find(job)).toEqual(made);
    await session.update({ ...job, project: { ...job.project, name: 'Another name' } }, made);
    expect(await session.lookUp?.(job.job_id)).toMatchObject({ external_id: job.external_id });
    const linked = await session.lookUp?.('by hand');
    const other = { ...job, external_id: `${job.external_id}-1` };
    await session.update(other, linked?.receipt ?? expect.fail('not found'));
    expect(await session.find(other)).toEqual(linked?.receipt);
    projects.add();
  };

  it('knows what the connector sends of the fixture, and what the double answers', async () => {
    const path = join(import.meta.dirname, '../../functions/erp/business-central/fixtures/create-project.json');
    const { job } = z.object({ job: z.custom<Job>() }).parse(JSON.parse(readFileSync(path, 'utf8')));
    await live(job);
  });

  it('knows what it sends of any project, however it is called and numbered', async () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    const number = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => /^[^\p{C}]+$/u.test(text) && text.trim() !== '' && text.length <= 20);
    const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    await fc.assert(
      fc.asyncProperty(name, number, id, id, async (projectName, job_id, companyId, projectId) => {
        const project = { id: projectId, name: projectName };
        const external_id = `${companyId}-${projectId}`;
        await live({ external_id, request_id: `${projectId}-1`, job_id, fields: {}, project, cost_codes: [] });
      }),
      // Prism takes 30 ms for a request, and a project makes fourteen.
      { numRuns: 40 },
    );
  });

  const json = { Authorization: 'Bearer token', 'Content-Type': 'application/json' };
  const withEtag = { ...json, 'If-Match': 'W/"JzE5;1"' };
  const post = (body: unknown, headers: Record<string, string> = json, url = `${COMPANY}/projects`) =>
    new Request(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const patch = (body: unknown, headers: Record<string, string> = withEtag, url = PROJECT) =>
    new Request(url, { method: 'PATCH', headers, body: JSON.stringify(body) });
  const get = (query: string, headers: Record<string, string> = json) =>
    new Request(`${COMPANY}/projects?${new URLSearchParams(query).toString()}`, { headers });
  const good = { number: '24-0815', displayName: 'Library {1-42}' };

  /** Whether the request would have failed a test above. */
  const isRefused = async (request: Request): Promise<boolean> =>
    (await mistakesIn(request.clone())).length > 0 || [401, 404, 405, 422].includes((await judged(request)).status);

  it('lets pass what is right', async () => {
    answer = () => Promise.resolve(Response.json({ ...good, value: [] }, { status: 201 }));
    expect(await isRefused(post(good))).toBe(false);
    expect(await isRefused(patch({ displayName: 'Hall {1-42}' }))).toBe(false);
    expect(await isRefused(get("$filter=number eq 'O''HARA'"))).toBe(false);
  });

  it.each([
    ['a number of 21 characters', post({ ...good, number: 'X'.repeat(21) })],
    ['a number that is no text', post({ ...good, number: 240815 })],
    ['a number in lower case', post({ ...good, number: 'acme-1' })],
    ['a number with white space around it', post({ ...good, number: ' 1' })],
    ['an empty number', post({ ...good, number: '' })],
    ['no number', post({ displayName: good.displayName })],
    ['a name of 101 characters', post({ ...good, displayName: 'x'.repeat(101) })],
    ['an empty name', post({ ...good, displayName: '' })],
    ['a field of the custom page', post({ ...good, externalId: '1-42' })],
    ['a misspelt field', patch({ display_name: 'Hall' })],
    ['a field that only the server writes', post({ ...good, lastModifiedDateTime: '2026-11-23T09:00:00Z' })],
    ['a change of nothing', patch({})],
    ['a change without If-Match', patch({ displayName: 'Hall' }, json)],
    ['a change under no ETag', patch({ displayName: 'Hall' }, { ...json, 'If-Match': 'JzE5' })],
    ['no token', post(good, { 'Content-Type': 'application/json' })],
    ['a form in place of JSON', post(good, { ...json, 'Content-Type': 'application/x-www-form-urlencoded' })],
    ['a page that is not there', post(good, json, `${COMPANY}/jobs`)],
    ['another method', new Request(PROJECT, { method: 'PUT', headers: withEtag, body: JSON.stringify(good) })],
    ['a quote in a filter that is not doubled', get("$filter=number eq 'O'HARA'")],
    ['a filter on a field that the page has not', get("$filter=externalId eq '1-42'")],
  ])('refuses %s', async (_, request) => {
    answer = () => Promise.resolve(Response.json({ ...good, value: [] }, { status: 201 }));
    expect(await isRefused(request)).toBe(true);
  });

  it.each([
    ['a number of 21 characters', { ...good, number: 'X'.repeat(21) }],
    ['a name that is no text', { ...good, displayName: 1 }],
    ['an id that is no GUID', { ...good, id: '17' }],
  ])('refuses an answer of the double with %s', async (_, wrong) => {
    answer = () => Promise.resolve(Response.json(wrong, { status: 201 }));
    expect((await judged(post(good))).status).toBe(500);
  });
});
