import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { auditEvent, firstBrokenLink } from '#domain/audit.ts';
import { externalId, type FoundJob } from '#domain/erp.ts';
import type { UserName } from '#test/support/callers.ts';
import { aBody, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();
const params = { project_id: '1001' };
const status = async () => (await service().api('get-erp-status', { params })).json;
const link = (over: object = {}, as: UserName = 'owner') =>
  service().api('link-project', { as, params, body: { ...aBody(), job_id: 'J-77', ...over } });
const untie = (name: 'unlink-project' | 'reset-project', over: object = {}, as: UserName = 'owner') =>
  service().api(name, { as, params, body: { reason: 'Wrong job.', ...over } });
const inTryton = (found: Pick<FoundJob, 'external_id'> & Partial<FoundJob> = { external_id: null }) => {
  service().integration = {
    ...service().integration,
    erp: 'tryton',
    settings: { url: 'https://tryton.example.com/erp/' },
  };
  service().erpJobs.set('J-77', {
    receipt: { job_id: 'J-77', erp_id: 'analytic_account.account,9', url: null, at: service().now.toISOString() },
    name: 'Old Harbour',
    is_job: true,
    ...found,
  });
};
const acceptAndExport = async (id: string) => {
  const { json } = await service().api('get-request', { params: { request_id: id } });
  const body = { fields: {}, snapshot_sha256: json.snapshot_sha256 };
  await service().api('accept-request', { as: 'approver', params: { request_id: id }, body });
  return service().export(id);
};

describe('linking a project to a job that exists', () => {
  it('tells first what it would do, and changes nothing then', async () => {
    inTryton();
    const { status: code, json } = await link({ preview: true });
    expect(code).toBe(200);
    expect(json).toMatchObject({
      changed: false,
      status_before: 'not_sent',
      status_after: 'synced',
      job: { job_id: 'J-77' },
    });
    expect(json.effects[0]).toContain('Old Harbour');
    expect(await service().ledger.read({ companyId: 1, projectId: 1001 })).toBeNull();
  });

  it('makes the project synced, so that the next sending is an update with its difference', async () => {
    inTryton();
    expect((await link()).json).toMatchObject({ changed: true, status_after: 'synced' });
    expect(await status()).toMatchObject({
      status: 'synced',
      synced: { job_id: 'J-77' },
      action: { name: 'resend', enabled: true },
    });
    const preview = await service().api('preview-project', {
      as: 'project-admin',
      params,
      body: aBody(1001, { name: 'New Harbour' }),
    });
    expect(preview.json.diff).toEqual([{ field: 'project.name', before: 'Harbour Bridge', after: 'New Harbour' }]);
    const { json } = await service().send(aBody(1001, { name: 'New Harbour' }));
    expect(json).toMatchObject({ id: '1001-2', status: 'ready_to_update' });
    const events = (await service().api('list-events', { params: { request_id: '1001-1' } })).list;
    expect(events).toMatchObject([
      { name: 'link', details: { job_id: 'J-77', confirmed_by_erp: true }, by: { id: 'owner' } },
    ]);
  });

  it('takes the word of the administrator where the ERP cannot be asked, and says so', async () => {
    const { json } = await link();
    expect(json.effects[0]).toContain('your word counts');
    expect((await status()).synced).toMatchObject({ job_id: 'J-77' });
    await service().send(aBody(1001, { name: 'New Harbour' }));
    expect(await acceptAndExport('1001-2')).toMatchObject({ outcome: 'synced', receipt: { job_id: 'J-77' } });
  });

  it('refuses a number that the ERP does not have, or that belongs to another project', async () => {
    inTryton({ external_id: '1-4711' });
    expect((await link({ job_id: 'J-78' })).json.errors).toEqual({ job_id: ['is no job of the ERP'] });
    expect((await link()).json.errors).toEqual({ job_id: ['is linked to another project (1-4711)'] });
    expect(await service().ledger.read({ companyId: 1, projectId: 1001 })).toBeNull();
  });

  it('refuses a number that no job has, but something else', async () => {
    inTryton({ external_id: null, is_job: false });
    expect((await link()).json.errors).toEqual({ job_id: ['is no job of the ERP'] });
  });

  it('is refused while a request is open, and for a project that has a job', async () => {
    await service().send(aBody());
    expect((await link()).status).toBe(409);
    await acceptAndExport('1001-1');
    const again = await link();
    expect([again.status, again.json.type]).toEqual([409, 'urn:send-to-erp:problem:wrong_state']);
  });

  it.each(['project-admin', 'approver', 'viewer', 'nobody'] as const)('is not for %s', async (as) => {
    for (const answer of [
      await link({}, as),
      await untie('unlink-project', {}, as),
      await untie('reset-project', {}, as),
    ]) {
      expect(answer.status).toBe(403);
    }
  });

  it.each([
    ['no job number', { job_id: '' }, 'job_id'],
    ['a project of another number', { project: { id: 7, name: 'x' } }, 'project.id'],
    ['a preview that is no yes or no', { preview: 'yes' }, 'preview'],
  ])('refuses %s by name', async (_, over, field) => {
    const answer = await link(over);
    expect([answer.status, Object.keys(answer.json.errors)]).toEqual([422, [field]]);
  });
});

describe('untying a project from its job', () => {
  const synced = async () => {
    await service().send(aBody());
    await acceptAndExport('1001-1');
  };

  it.each([
    ['unlink-project', 'finds job P-042 again'],
    ['reset-project', 'external id 1-1001-1'],
  ] as const)('%s tells first what it would do', async (name, words) => {
    await synced();
    const { json } = await untie(name, { preview: true });
    expect(json).toMatchObject({ changed: false, status_before: 'synced', status_after: 'not_sent' });
    expect(json.effects.join(' ')).toContain(words);
    expect((await status()).status).toBe('synced');
  });

  it('is audited with its reason, leaves the requests, and lets the project be sent again', async () => {
    await synced();
    expect((await untie('unlink-project')).json).toMatchObject({ changed: true, job: { job_id: 'P-042' } });
    expect(await status()).toMatchObject({ status: 'not_sent', synced: null, action: { name: 'send', enabled: true } });
    expect((await service().api('get-request', { params: { request_id: '1001-1' } })).json.status).toBe('synced');
    const second = await service().send(aBody(), 'k-2');
    expect(second.json).toMatchObject({ id: '1001-2', status: 'ready_to_export' });
    const first = (await service().api('list-events', { params: { request_id: '1001-1' } })).list;
    expect(first.at(-1)).toMatchObject({
      name: 'unlink',
      by: { id: 'owner' },
      details: { reason: 'Wrong job.', job_id: 'P-042' },
    });
    const next = (await service().api('list-events', { params: { request_id: '1001-2' } })).list;
    expect(firstBrokenLink(z.array(auditEvent).parse([...first, ...next]))).toBeNull();
  });

  it('after a reset the next export makes a new job under a new external id, after an unlink it finds the old one', async () => {
    await synced();
    expect([...service().files.keys()]).toEqual(['1-1001/1001-1.csv']);
    await untie('reset-project');
    await service().send(aBody(1001, { name: 'Anew' }), 'k-2');
    await acceptAndExport('1001-2');
    expect([...service().files.keys()]).toEqual(['1-1001/1001-1.csv', '1-1001-1/1001-2.csv']);
    await untie('unlink-project');
    await service().send(aBody(1001, { name: 'Once more' }), 'k-3');
    await acceptAndExport('1001-3');
    expect([...service().files.keys()].at(-1)).toBe('1-1001-1/1001-3.csv');
  });

  const externalIdNow = async () => {
    const record = await service().ledger.read({ companyId: 1, projectId: 1001 });
    return record && externalId(record.request, record.generation);
  };

  it('and linking another job gives the project a fresh external id, under which the old job is not found', async () => {
    await synced();
    await untie('unlink-project');
    inTryton();
    await link();
    expect(await externalIdNow()).toBe('1-1001-1');
  });

  it('and linking its own job of before a reset takes that one up again, and no later reset finds an old one', async () => {
    await synced();
    await untie('reset-project');
    inTryton({ external_id: '1-1001' });
    await link();
    expect(await externalIdNow()).toBe('1-1001');
    await untie('reset-project');
    expect(await externalIdNow()).toBe('1-1001-2');
  });

  it('is refused without a job, while a request is open, and without a reason', async () => {
    expect((await untie('unlink-project')).status).toBe(404);
    await service().send(aBody());
    expect((await untie('reset-project')).status).toBe(409);
    await acceptAndExport('1001-1');
    expect((await untie('reset-project', { reason: ' ' })).json.errors).toEqual({ reason: ['a reason is required'] });
  });

  it('has one winner among two administrators at once', async () => {
    await synced();
    const answers = await Promise.all([untie('unlink-project'), untie('reset-project')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });
});

describe('a job number that is taken', () => {
  const openPage = async () => {
    inTryton({ external_id: '1-4711' });
    await service().send(aBody(1001, { project_number: 'J-77' }));
    await service().ask('1001-1');
    return service().linkOf('approver');
  };

  it('is told on the page at the press of a button, which decides nothing', async () => {
    const token = await openPage();
    const form = await service().formOf(token);
    const taken = await service().page(token, { ...form, check_job_id: '1', field_job_id: 'J-77' });
    expect([taken.status, taken.text.includes('Old Harbour')]).toEqual([200, true]);
    const free = await service().page(token, { ...form, check_job_id: '1', field_job_id: 'J-78' });
    expect([free.status, free.text.includes('Old Harbour')]).toEqual([200, false]);
    expect((await service().api('get-request', { params: { request_id: '1001-1' } })).json.decision).toBeNull();
  });

  it('keeps an accept from being stored, names who has it, and lets another number through', async () => {
    const token = await openPage();
    const refused = await service().page(token, { ...(await service().formOf(token)), decision: 'accept' });
    expect([refused.status, refused.text.includes('Old Harbour')]).toEqual([422, true]);
    const accepted = await service().page(token, {
      ...(await service().formOf(token)),
      decision: 'accept',
      field_job_id: 'J-78',
    });
    expect(accepted.status).toBe(200);
  });

  it('is left to the export when the ERP cannot be asked', async () => {
    const token = await openPage();
    const down = () => Promise.reject(new Error('down'));
    Object.defineProperty(service(), 'deps', { value: { ...service().deps, lookUpJob: down } });
    expect((await service().page(token, { ...(await service().formOf(token)), decision: 'accept' })).status).toBe(200);
    expect(service().warnings).toContain('job_id_not_checked');
  });
});
