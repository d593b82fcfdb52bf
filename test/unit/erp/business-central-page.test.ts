import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { preflight } from '#domain/capability.ts';
import type { Job } from '#erp/connector.ts';
import { PAGES } from '#erp/business-central/double-records.ts';
import { connector } from '#erp/business-central/index.ts';
import { failureOf, job, named, openWorld, PAGE } from '#test/unit/erp/business-central-world.ts';

const between = (start_date: string, completion_date: string): Job => ({
  ...job,
  project: { ...job.project, start_date, completion_date },
});

const settings = { tenant: 'contoso.com', environment: 'Sandbox', company: '22222222-aaaa-bbbb-cccc-000000000001' };

describe('with its custom page, Business Central', () => {
  it('takes a name as long as its own, a customer, and dates', () => {
    const profile = connector.profileFor({ ...settings, ...PAGE });
    expect(profile.limits.map(({ max }) => max)).toEqual([100]);
    expect(profile.accept_fields.map(({ key }) => key)).toEqual(['job_id', 'customer']);
    expect(preflight(profile, { ...between('2027-01-02', '2027-01-01'), cost_codes: [] })).toMatchObject([
      { code: 'no_cost_codes' },
      { code: 'ends_before_start', field: 'project.completion_date' },
    ]);
    expect(connector.profileFor(settings).limits.map(({ max }) => max)).toEqual([60]);
    expect(connector.profileFor(settings).accept_fields.map(({ key }) => key)).toEqual(['job_id']);
  });

  it('is written the external id beside the name, and no field that the project has not', async () => {
    const { session, writes } = await openWorld(PAGE);
    await session.create(job);
    const full = {
      ...between('2027-03-01', '2028-06-30'),
      external_id: '1-43',
      job_id: 'full',
      fields: { customer: '10000' },
    };
    await session.create(full);
    expect(writes()).toEqual([
      ['POST', { number: '24-0815', displayName: 'Riverside Library', externalId: '1-42' }],
      [
        'POST',
        {
          number: 'FULL',
          displayName: 'Riverside Library',
          externalId: '1-43',
          billToCustomerNo: '10000',
          endingDate: '2028-06-30',
          startingDate: '2027-03-01',
        },
      ],
    ]);
  });

  it('recognises its own and refuses a number that another project has', async () => {
    const { session, double } = await openWorld(PAGE);
    const made = await session.create(job);
    expect(await session.find(job)).toEqual(made);
    expect(await session.create(job)).toEqual(made);
    expect(await failureOf(session.create({ ...job, external_id: '1-43' }))).toMatchObject({ field: 'fields.job_id' });
    expect(await session.lookUp?.('24-0815')).toMatchObject({ external_id: '1-42', name: 'Riverside Library' });
    expect(double.jobs()).toHaveLength(1);
  });

  it('is not led astray by a name that looks like a mark', async () => {
    const { session } = await openWorld(PAGE);
    await session.create({ ...named('Library {1-42}'), external_id: '1-43' });
    expect(await session.find(job)).toBeNull();
  });

  it('moves a project that was marked in its name', async () => {
    const { session, open, writes } = await openWorld();
    const made = await session.create(job);
    const later = await open(PAGE);
    expect(await later.find(job)).toEqual(made);
    expect(await later.update(job, made)).toEqual(made);
    expect(writes().slice(1)).toEqual([['PATCH', { displayName: 'Riverside Library', externalId: '1-42' }]]);
    expect(await later.find(job)).toEqual(made);
  });

  it('takes dates moved to any time, in one change', async () => {
    const { session, writes } = await openWorld(PAGE);
    const made = await session.create(between('2027-01-01', '2027-12-31'));
    await session.update(between('2029-01-01', '2029-12-31'), made);
    await session.update(between('2025-01-01', '2025-12-31'), made);
    await session.update(between('2025-01-01', '2026-12-31'), made);
    expect(
      writes()
        .slice(1)
        .map(([, body]) => JSON.stringify(body)),
    ).toEqual([
      '{"endingDate":"2029-12-31","startingDate":"2029-01-01"}',
      '{"startingDate":"2025-01-01","endingDate":"2025-12-31"}',
      '{"endingDate":"2026-12-31"}',
    ]);
  });

  it('leaves the customer alone when nobody chose one', async () => {
    const { session, writes } = await openWorld(PAGE);
    const made = await session.create({ ...job, fields: { customer: '10000' } });
    await session.update(named('Library'), made);
    expect(writes().slice(1)).toEqual([['PATCH', { displayName: 'Library' }]]);
  });

  it('says that there is no such customer, and at which field', async () => {
    const { session } = await openWorld(PAGE);
    const failure = await failureOf(session.create({ ...job, fields: { customer: '99999' } }));
    expect(failure).toMatchObject({ kind: 'refused', field: 'fields.customer' });
  });

  it('lists customers by name and by number, whatever the case, without blocked ones', async () => {
    const { session } = await openWorld(PAGE);
    const adatum = { value: '10000', label: 'Adatum Corporation (10000)' };
    const ohara = { value: '20000', label: "O'Hara (Trey) Research (20000)" };
    expect(await session.options?.('customer', '')).toEqual([adatum, ohara]);
    expect(await session.options?.('customer', 'ADAT')).toEqual([adatum]);
    expect(await session.options?.('customer', '200')).toEqual([ohara]);
    expect(await session.options?.('customer', "o'hara (TREY) Research (20000)")).toEqual([ohara]);
    expect(await session.options?.('customer', 'fine art')).toEqual([]);
  });

  it('is found missing when the connection is checked', async () => {
    const { open } = await openWorld();
    await (await open(PAGE)).checkConnection();
    const elsewhere = await open({ project_page: 'contoso/other/v1.0' });
    expect(await failureOf(elsewhere.checkConnection())).toMatchObject({ kind: 'refused', message: /no such page/ });
  });
});

it('has no customers to choose from without the page', async () => {
  const { session } = await openWorld();
  expect('options' in session).toBe(false);
});

it('takes the fields of the AL page that the README shows', () => {
  const readme = readFileSync('functions/erp/business-central/README.md', 'utf8');
  const page = /^page [\s\S]*?^\}$/m.exec(readme)?.[0] ?? '';
  const fields = Array.from(page.matchAll(/field\((\w+);/g), ([, name]) => name);
  expect(fields).toEqual(['id', ...Object.keys(PAGES.custom.shape)]);
  expect(/APIPublisher = '(\w+)'[\s\S]*APIGroup = '(\w+)'[\s\S]*APIVersion = '([\w.]+)'/.exec(page)?.slice(1).join('/')).toBe(PAGE.project_page); // prettier-ignore
});
