import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Job } from '#erp/connector.ts';
import { DOUBLE_SECRET } from '#erp/double.ts';
import {
  failureOf,
  faultAnswer,
  job,
  OHARA,
  openCompany,
  SPRINGFIELD,
} from '#test/unit/erp/quickbooks-online-company.ts';

const resent = (changes: Partial<Job['project']>, request_id = '2-2'): Job => ({
  ...job,
  request_id,
  project: { ...job.project, ...changes },
});

describe('a first export', () => {
  it('is four calls: two look-ups, the parent, the write', async () => {
    const { session, sent } = await openCompany();
    expect(await session.find(job)).toBeNull();
    const { erp_id, url } = await session.create(job);
    expect(sent.map((call) => [call.method, call.url.pathname.split('/').slice(4).join('/')])).toEqual([
      ['GET', 'query'],
      ['GET', 'query'],
      ['GET', 'customer/1'],
      ['POST', 'customer'],
    ]);
    expect(url).toBe(`https://app.qbo.intuit.com/app/customerdetail?nameId=${erp_id}`);
  });

  it('says minor version 75 in every call', async () => {
    const { session, sent } = await openCompany();
    await session.create(job);
    expect(new Set(sent.map(({ url }) => url.searchParams.get('minorversion')))).toEqual(new Set(['75']));
  });

  it('needs a customer', async () => {
    const { session, writes } = await openCompany();
    expect(await failureOf(session.create({ ...job, fields: {} }))).toMatchObject({
      kind: 'refused',
      field: 'fields.customer',
    });
    expect(writes()).toEqual([]);
  });
});

describe('a query', () => {
  it('is encoded without plus signs, its quotes and backslashes escaped', async () => {
    const { session, sent } = await openCompany();
    await session.options?.('customer', "O'Hara \\ Sons");
    const search = sent[0]?.url.search ?? '';
    expect(decodeURIComponent(search)).toContain(String.raw`FullyQualifiedName like '%O\'Hara \\ Sons%'`);
    expect(search).not.toContain('+');
  });

  it.each(['', '  ', 'a:b', 'a%', 'a\\b', 'x'.repeat(21)])(
    'is not made for "%s", which no job has as its number',
    async (typed) => {
      const { session, sent } = await openCompany();
      expect(await session.lookUp?.(typed)).toBeNull();
      expect(sent).toEqual([]);
    },
  );
});

describe('the key of a write', () => {
  const keyOf = async (written: Job): Promise<string> => {
    const { session, writes } = await openCompany();
    await session.create(written);
    return writes()[0]?.url.searchParams.get('requestid') ?? '';
  };

  it('has at most 50 characters, and is the same each time', async () => {
    const key = await keyOf(job);
    expect(key).toMatch(/^[0-9a-f]{50}$/);
    expect(await keyOf(job)).toBe(key);
  });

  it('is another for another project, request or value', async () => {
    const others = [{ ...job, external_id: '1-3' }, { ...job, request_id: '2-2' }, resent({ name: 'School' }, '2-1')];
    const keys = await Promise.all([job, ...others].map(keyOf));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('makes one job of two calls that come at once', async () => {
    const { session, double } = await openCompany();
    const [one, other] = await Promise.all([session.create(job), session.create(job)]);
    expect(one).toEqual(other);
    expect(double.jobs()).toHaveLength(1);
  });
});

describe('a name that is taken', () => {
  it.each([
    ['by a vendor', 'Acme Concrete'],
    ['by an employee', 'Ann Lee'],
  ])('%s is a conflict that a person solves', async (_, taken) => {
    const [job_id = '', name = ''] = taken.split(' ');
    const { session } = await openCompany();
    expect(await failureOf(session.create({ ...resent({ name }), job_id }))).toEqual({
      kind: 'refused',
      field: 'fields.job_id',
      message: `QuickBooks has a customer, vendor or employee called "${taken}" already.`,
    });
  });

  it('by the job itself, which a lost call has made in the meantime, is no conflict', async () => {
    const { session, double, byHand } = await openCompany(async ({ method, body }) => {
      if (method === 'POST' && body !== null && double.jobs().length === 0) await byHand(body);
      return undefined;
    });
    const { erp_id } = await session.create(job);
    expect(double.jobs()).toEqual([{ job_id: '24-0815', name: 'Library' }]);
    expect(await session.find(job)).toMatchObject({ erp_id });
  });

  it('on a re-send is a matter of the project’s name, as the number stays', async () => {
    const { session, byHand } = await openCompany();
    const made = await session.create(job);
    await byHand({ DisplayName: '24-0815 School' });
    expect(await failureOf(session.update(resent({ name: 'School' }), made))).toMatchObject({
      kind: 'refused',
      field: 'project.name',
    });
  });

  it('as a number by another job is refused before anything is written', async () => {
    const { session, double, writes } = await openCompany();
    double.makeByHand({ job_id: '24-0815', name: 'Old Mill' });
    expect(await failureOf(session.create(job))).toEqual({
      kind: 'refused',
      field: 'fields.job_id',
      message: 'Job ID 24-0815 is taken by "24-0815 Old Mill".',
    });
    expect(writes()).toEqual([]);
  });
});

describe('the customer of a job', () => {
  it('must be there and active', async () => {
    const { session, change } = await openCompany();
    const below = (customer: string) => failureOf(session.create({ ...job, fields: { customer } }));
    expect(await below('4711')).toMatchObject({ kind: 'refused', field: 'fields.customer' });
    await change(OHARA, { Active: false });
    expect(await below(OHARA)).toMatchObject({ kind: 'refused', field: 'fields.customer' });
  });

  it('has room for four levels below the top one', async () => {
    const { session, byHand, writes } = await openCompany();
    let parent = SPRINGFIELD;
    for (const DisplayName of ['Parks', 'North', 'Lake', 'Shore']) {
      const made = await byHand({ DisplayName, Job: true, ParentRef: { value: parent } });
      parent = String(made['Id']);
    }
    expect(await failureOf(session.create({ ...job, fields: { customer: parent } }))).toMatchObject({
      kind: 'refused',
      field: 'fields.customer',
    });
    expect(writes()).toEqual([]);
  });

  it.each([
    [209, 'makes'],
    [210, 'refuses'],
  ])('with a name that makes %i characters together with the job’s: %s it', async (together, _) => {
    const { session, byHand, double } = await openCompany();
    const own = '24-0815 Library'.length;
    const customer = await byHand({ DisplayName: 'x'.repeat(together - own - 1) });
    const failure = await failureOf(session.create({ ...job, fields: { customer: String(customer['Id']) } }));
    expect(double.jobs()).toHaveLength(together === 209 ? 1 : 0);
    if (together === 210) expect(failure).toMatchObject({ kind: 'refused', field: 'fields.customer' });
  });

  it('is chosen among those that can have jobs, whole customers first', async () => {
    const { session, byHand, change } = await openCompany();
    await session.create(job);
    await byHand({ DisplayName: 'Airport', Job: true, ParentRef: { value: SPRINGFIELD } });
    const closed = await byHand({ DisplayName: 'Closed Inc' });
    await change(String(closed['Id']), { Active: false });
    expect(await session.options?.('customer', '')).toEqual([
      { value: '1', label: 'City of Springfield' },
      { value: '2', label: "O'Hara Developments" },
      { value: '4', label: 'City of Springfield:Airport' },
    ]);
    expect(await session.options?.('customer', 'field:air')).toEqual([
      { value: '4', label: 'City of Springfield:Airport' },
    ]);
  });
});

describe('a re-send', () => {
  const made = async (before?: Parameters<typeof openCompany>[0]) => {
    const company = await openCompany(before);
    const receipt = await company.session.create(job);
    company.sent.splice(0);
    return { ...company, receipt };
  };

  it('reads and writes nothing when nothing differs', async () => {
    const { session, sent, receipt } = await made();
    await session.update({ ...job, request_id: '2-2' }, receipt);
    expect(sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it.each([
    ['the name', { name: 'School' }, ['DisplayName', 'PrintOnCheckName']],
    ['the address', { city: 'Shelbyville' }, ['ShipAddr']],
  ])('of %s writes that and nothing else', async (_, changes, properties) => {
    const { session, writes, receipt } = await made();
    await session.update(resent(changes), receipt);
    const bodies = writes().map(({ body }) => Object.keys(body ?? {}));
    expect(bodies).toEqual([['Id', 'SyncToken', 'sparse', ...properties]]);
  });

  it('moves the job when another customer is chosen, and says that it is a job', async () => {
    const { session, writes, read, receipt } = await made();
    await session.update({ ...job, fields: { customer: OHARA } }, receipt);
    expect(writes()[0]?.body).toMatchObject({ Job: true, ParentRef: { value: OHARA } });
    expect(await read(receipt.erp_id)).toMatchObject({ FullyQualifiedName: "O'Hara Developments:24-0815 Library" });
  });

  it('leaves what people have put beside ours', async () => {
    const { session, change, read, receipt } = await made();
    const { Notes, ShipAddr } = await read(receipt.erp_id);
    await change(receipt.erp_id, {
      Notes: `Ask Ann.\n${String(Notes)}`,
      ShipAddr: { ...z.record(z.string(), z.unknown()).parse(ShipAddr), Line2: 'Gate 3', Lat: '1', Long: '2' },
      BillWithParent: false,
      PrintOnCheckName: 'Library Trust',
    });
    await session.update(resent({ name: 'School', city: 'Shelbyville' }), receipt);
    const after = await read(receipt.erp_id);
    expect(after).toMatchObject({
      DisplayName: '24-0815 School',
      Notes: `Ask Ann.\n${String(Notes)}`,
      ShipAddr: { Line1: '12 River Street', Line2: 'Gate 3', City: 'Shelbyville' },
      BillWithParent: false,
      PrintOnCheckName: 'Library Trust',
    });
    expect(after['ShipAddr']).not.toHaveProperty('Lat');
  });

  it('keeps the number that is noted, when people have renamed the job', async () => {
    const { session, change, receipt } = await made();
    await change(receipt.erp_id, { DisplayName: 'Library 24-0815' });
    expect(await session.find(job)).toEqual(receipt);
  });

  it('of an inactive job is refused until people make it active', async () => {
    const { session, change, writes, receipt } = await made();
    await change(receipt.erp_id, { Active: false });
    expect(await session.find(job)).toEqual(receipt);
    expect(await failureOf(session.update(resent({ name: 'School' }), receipt))).toMatchObject({
      kind: 'refused',
      message: 'Job 24-0815 is inactive in QuickBooks. It must be made active there first.',
    });
    expect(writes()).toEqual([]);
  });

  it('never writes to a customer that is no job', async () => {
    const { session, writes, receipt } = await made();
    const failure = await failureOf(session.update(job, { ...receipt, erp_id: SPRINGFIELD }));
    expect(failure).toMatchObject({ kind: 'refused', message: 'Job 24-0815 is no longer in QuickBooks.' });
    expect(writes()).toEqual([]);
  });

  it('reads again when somebody saved the job in the meantime, and writes on top of that', async () => {
    let people = 1;
    const { session, change, read, receipt } = await made(async ({ method, body }) => {
      if (method === 'POST' && body !== null && 'Id' in body && people-- > 0) {
        await change(String(body['Id']), { CompanyName: 'Library Trust' });
      }
      return undefined;
    });
    await session.update(resent({ name: 'School' }), receipt);
    expect(await read(receipt.erp_id)).toMatchObject({ DisplayName: '24-0815 School', CompanyName: 'Library Trust' });
  });

  it('gives up for a while when it meets somebody each time', async () => {
    const { session, writes, receipt } = await made(({ body }) =>
      body !== null && 'Id' in body ? faultAnswer('5010') : undefined,
    );
    expect(await failureOf(session.update(resent({ name: 'School' }), receipt))).toMatchObject({ kind: 'temporary' });
    expect(writes()).toHaveLength(3);
  });
});

describe('a job of another project', () => {
  const OTHERS = '(send-to-erp 1-99) Job 24-0815';

  it('is not found by what its name on checks says, when its notes say otherwise', async () => {
    const { session, byHand } = await openCompany();
    const PrintOnCheckName = '24-0815 Library (send-to-erp 1-2)';
    await byHand({
      DisplayName: '24-0815 Library',
      Job: true,
      ParentRef: { value: SPRINGFIELD },
      PrintOnCheckName,
      Notes: OTHERS,
    });
    expect(await session.find(job)).toBeNull();
  });

  it('is never changed, though a receipt leads to it', async () => {
    const { session, writes, byHand } = await openCompany();
    const { Id } = await byHand({
      DisplayName: '24-0815 Library',
      Job: true,
      ParentRef: { value: SPRINGFIELD },
      Notes: OTHERS,
    });
    const stolen = { job_id: '24-0815', erp_id: String(Id), url: null, at: '2026-11-23T09:00:00.000Z' };
    expect(await failureOf(session.update(resent({ name: 'School' }), stolen))).toMatchObject({
      kind: 'refused',
      message: 'Job 24-0815 belongs to another project in QuickBooks.',
    });
    expect(writes()).toEqual([]);
  });
});

describe('a job that people made', () => {
  it('is known by the beginning of its name, as far as that is clear', async () => {
    const { session, double } = await openCompany();
    double.makeByHand({ job_id: '2024', name: 'Library' });
    double.makeByHand({ job_id: '2024', name: 'School' });
    expect(await session.lookUp?.('2024')).toBeNull();
    expect(await session.lookUp?.('2024 School')).toMatchObject({
      external_id: null,
      receipt: { job_id: '2024 School' },
    });
  });

  it('keeps the payee that people chose, and is found by its id', async () => {
    const { session, byHand, read } = await openCompany();
    const { Id } = await byHand({
      DisplayName: 'OLD-7 Mill',
      PrintOnCheckName: 'Mill Ltd',
      Job: true,
      ParentRef: { value: SPRINGFIELD },
    });
    const linked = await session.lookUp?.('OLD-7');
    for (const request_id of ['2-1', '2-2'])
      await session.update({ ...job, request_id }, linked?.receipt ?? expect.fail());
    expect(await read(String(Id))).toMatchObject({
      DisplayName: 'OLD-7 Library',
      PrintOnCheckName: 'Mill Ltd',
      Notes: '(send-to-erp 1-2) Job OLD-7',
    });
  });
});

describe('signing in', () => {
  it('sends client and refresh token as OAuth has it, and the newest token each time', async () => {
    let now = Date.parse('2026-11-23T09:00:00.000Z');
    const { session, signIns } = await openCompany(undefined, () => new Date(now));
    for (let day = 0; day < 3; day += 1) {
      now += 86_400_000;
      await session.find(job);
    }
    expect(signIns.map((body) => Object.fromEntries(new URLSearchParams(body)))).toEqual(
      [0, 1, 2, 3].map((count) => ({ grant_type: 'refresh_token', refresh_token: `AB11-${count}-${DOUBLE_SECRET}` })),
    );
  });

  it('is done once for an hour of calls', async () => {
    let now = Date.parse('2026-11-23T09:00:00.000Z');
    const { session, signIns } = await openCompany(undefined, () => new Date(now));
    now += 58 * 60_000;
    await session.find(job);
    expect(signIns).toHaveLength(1);
    now += 60_000;
    await session.find(job);
    expect(signIns).toHaveLength(2);
  });
});
