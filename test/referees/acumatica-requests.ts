import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as z from 'zod';
import { acumaticaSite } from '../../functions/erp/acumatica/double.ts';
import { connector as acumatica } from '../../functions/erp/acumatica/index.ts';
import type { Job } from '../../functions/erp/connector.ts';
import { containerTokens } from '../../functions/erp/container-tokens.ts';
import type { Sent } from './acumatica-judge.ts';

const clock = () => new Date('2026-11-23T09:00:00.000Z');

/** What the calls of a whole life of a project send: made, looked at, changed, searched for. */
export const requestsOf = async (
  jobs: readonly Job[],
  given: Readonly<Record<string, unknown>> = {},
): Promise<Sent[]> => {
  const site = acumaticaSite({ clock });
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.clone().text();
    if (request.url.includes('/entity/Default/')) {
      const { method, url, headers } = request;
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      sent.push({ method, url, headers: Object.fromEntries(headers), body });
    }
    return site.fetch(input, init);
  };
  const session = await acumatica.connect({
    settings: { ...site.settings, ...given },
    credentials: site.credentials,
    clock,
    fetch,
    accessToken: containerTokens(clock)({ company_id: 1, id: 'accounting' }),
    files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
  });
  await session.checkConnection();
  const [first, ...later] = jobs;
  if (first === undefined) return sent;
  await session.find(first);
  const made = await session.create(first);
  for (const job of later) await session.update(job, made);
  await session.lookUp?.(first.project.name);
  await session.options?.('customer', first.project.name);
  await session.options?.('template', first.project.name);
  return sent;
};

const fixture = z.object({ job: z.custom<Job>((value) => typeof value === 'object') });
export const { job } = fixture.parse(
  JSON.parse(
    readFileSync(new URL('../../functions/erp/acumatica/fixtures/create-project.json', import.meta.url), 'utf8'),
  ),
);

const words = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength }),
    fc.constantFrom("O'Brien & Söhne", `"},{"value":"x`, '<script>', '𝒳😀', "') or ('1' eq '1", '%00', 'x\r\ny'),
  );

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const hostileProject = fc.record(
  {
    id,
    name: words(400).filter((name) => /[\p{L}\p{N}]/u.test(name)),
    address: words(400),
    city: words(100),
    zip: words(8),
    state_code: fc.stringMatching(/^[A-Za-z0-9]{1,3}$/),
    country_code: fc.stringMatching(/^[A-Za-z]{2}$/),
    start_date: day,
    completion_date: day,
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  },
  { requiredKeys: ['id', 'name'] },
);

/** Up to three states of a project, one after the other. */
export const hostileJobs = fc
  .record({
    company: id,
    jobId: fc.stringMatching(/^[A-Za-z0-9'"<>&/|\\%#?]{1,30}$/),
    projects: fc.array(hostileProject, { minLength: 1, maxLength: 3 }),
    fields: fc.record(
      { customer: fc.constantFrom('SPRINGFLD', 'coffeeshop'), template: fc.constantFrom('PROGRESS', 'TMAT') },
      { requiredKeys: [] },
    ),
  })
  .map(({ company, jobId, projects, fields }) =>
    projects.map((project): Job => ({
      external_id: `${company}-${projects[0]?.id}`,
      request_id: '1-1',
      job_id: jobId,
      fields,
      project,
      cost_codes: [],
    })),
  );
