import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { auditEvent, firstBrokenLink } from '#domain/audit.ts';
import { ErpError, type ErpSession } from '#domain/erp.ts';
import { aBody, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();

const accept = (id: string, sha: string, as: 'approver' | 'second-approver' = 'approver') =>
  service().api('accept-request', { as, params: { request_id: id }, body: { fields: {}, snapshot_sha256: sha } });

/** An ERP that answers as told, one answer a call of `create`. */
const erpThat = (...answers: (ErpError | 'creates')[]): { session: ErpSession; jobs: string[] } => {
  const jobs: string[] = [];
  const receipt = (job: { job_id: string }) => ({
    job_id: job.job_id,
    erp_id: 'internal-1',
    url: null,
    at: service().now.toISOString(),
  });
  return {
    jobs,
    session: {
      find: async (job) => (jobs.includes(job.external_id) ? receipt(job) : null),
      update: async (job) => receipt(job),
      create: async (job) => {
        const answer = answers.shift() ?? 'creates';
        if (answer === 'creates' || answer.kind === 'unknown_outcome') jobs.push(job.external_id);
        if (answer !== 'creates') throw answer;
        return receipt(job);
      },
    },
  };
};

describe('the life of a request', () => {
  it('is sent, mailed, accepted through the link, exported and synced', async () => {
    const sent = await service().send(aBody());
    expect(sent.status).toBe(202);
    expect(sent.headers['location']).toBe('/rest/v1.0/companies/1/erp_requests/1001-1');
    expect(sent.json).toMatchObject({
      id: '1001-1',
      number: 1,
      status: 'ready_to_export',
      decision: null,
      exports: [],
    });
    expect(service().started).toEqual([
      {
        company_id: 1,
        project_id: 1001,
        request_id: '1001-1',
        run: 1,
        erp: 'import-file',
        approval_timeout_seconds: 14 * 86_400,
      },
    ]);
    expect(await service().ask('1001-1')).toBe('waiting');
    expect(service().mails.map(({ to }) => to)).toEqual([
      'approver@example.com',
      'second-approver@example.com',
      'owner@example.com',
    ]);

    const token = service().linkOf('approver');
    const form = await service().formOf(token);
    const decided = await service().page(token, { ...form, decision: 'accept' });
    expect(decided.status).toBe(200);
    expect(service().told).toEqual([{ token: 'token-of-1001-1', error: null }]);

    expect(await service().export('1001-1')).toMatchObject({ outcome: 'synced' });
    expect([...service().files.values()]).toHaveLength(1);
    const status = await service().api('get-erp-status', { params: { project_id: '1001' } });
    expect(status.json).toMatchObject({
      status: 'synced',
      action: { name: 'resend', label: 'Re-send to ERP', enabled: true },
      open_request: null,
    });
    expect(status.json.synced).toMatchObject({ job_id: 'P-042', snapshot_sha256: sent.json.snapshot_sha256 });
    expect(service().integration.connection).toMatchObject({ state: 'connected' });
  });

  it('exports nothing without an accept, whatever the workflow was told', async () => {
    await service().send(aBody());
    expect(await service().export('1001-1')).toEqual({ outcome: 'not_accepted' });
    expect(service().files.size).toBe(0);
  });

  it('exports the same request once, however often it is asked', async () => {
    const { json } = await service().send(aBody());
    await accept(json.id, json.snapshot_sha256);
    await service().export('1001-1');
    expect(await service().export('1001-1')).toMatchObject({ outcome: 'synced' });
    const detail = await service().api('get-request', { params: { request_id: '1001-1' } });
    expect(detail.json.exports).toHaveLength(1);
    expect(service().files.size).toBe(1);
  });

  it('finds the job after a lost answer instead of making it twice', async () => {
    const erp = erpThat(new ErpError('unknown_outcome', 'The ERP did not answer.'));
    service().openSession = async () => erp.session;
    const { json } = await service().send(aBody());
    await accept(json.id, json.snapshot_sha256);
    expect(await service().export('1001-1')).toMatchObject({ outcome: 'unknown' });
    const between = await service().api('get-request', { params: { request_id: '1001-1' } });
    expect(between.json).toMatchObject({
      status: 'exporting',
      exports: [{ outcome: 'unknown', message: 'The ERP did not answer.' }],
    });
    expect(await service().settle('1001-1')).toBe('left_to_the_sweeper');
    expect(await service().export('1001-1')).toMatchObject({ outcome: 'synced' });
    expect(erp.jobs).toEqual(['1-1001']);
  });

  it('leaves a running attempt alone until its lease is over, then looks up', async () => {
    const { json } = await service().send(aBody());
    await accept(json.id, json.snapshot_sha256);
    let release: () => void = () => undefined;
    const erp = erpThat();
    const gate = new Promise<void>((resolve) => (release = resolve));
    service().openSession = async () => (await gate, erp.session);
    const first = service().export('1001-1');
    await expect
      .poll(async () => (await service().api('get-request', { params: { request_id: '1001-1' } })).json.exports.length)
      .toBe(1);
    expect(await service().export('1001-1')).toEqual({ outcome: 'busy' });
    release();
    expect(await first).toMatchObject({ outcome: 'synced' });
    expect(erp.jobs).toHaveLength(1);
  });

  it('keeps what the ERP refused, and takes a retry with corrected fields', async () => {
    const erp = erpThat(new ErpError('refused', 'This job number is taken.', { field: 'fields.job_id' }));
    service().openSession = async () => erp.session;
    const { json } = await service().send(aBody());
    await accept(json.id, json.snapshot_sha256);
    expect(await service().export('1001-1')).toMatchObject({ outcome: 'refused' });
    expect(await service().settle('1001-1')).toBe('failed_to_export');
    const retried = await service().api('retry-request', {
      as: 'second-approver',
      params: { request_id: '1001-1' },
      body: { fields: { job_id: 'P-043' } },
    });
    expect(retried.json).toMatchObject({
      status: 'exporting',
      decision: { fields: { job_id: 'P-043' }, by: { id: 'second-approver' } },
    });
    expect(service().started.at(-1)).toMatchObject({ request_id: '1001-1', run: 2 });
    expect(await service().ask('1001-1')).toBe('accepted');
    expect(await service().export('1001-1')).toMatchObject({ outcome: 'synced', receipt: { job_id: 'P-043' } });
  });

  it('gives up on an export whose function cannot run, and says so; before an export was tried, it is tried', async () => {
    const { json } = await service().send(aBody());
    await accept(json.id, json.snapshot_sha256);
    expect(await service().settle('1001-1', 'approval')).toBe('export');
    expect(await service().settle('1001-1', 'export')).toBe('failed_to_export');
    const detail = await service().api('get-request', { params: { request_id: '1001-1' } });
    expect(detail.json.exports).toMatchObject([{ attempt: 1, outcome: 'unavailable' }]);
    expect(detail.json.exports[0]?.message).toContain('could not be started');
  });

  it('stays unknown when a later attempt is refused before it could look the job up', async () => {
    const erp = erpThat(new ErpError('unknown_outcome', 'The ERP did not answer.'));
    service().openSession = async () => erp.session;
    const { json } = await service().send(aBody());
    await accept(json.id, json.snapshot_sha256);
    await service().export('1001-1');
    service().openSession = () => Promise.reject(new ErpError('unauthorized', 'The password does not work.'));
    expect(await service().export('1001-1')).toMatchObject({
      outcome: 'unknown',
      message: 'The password does not work.',
    });
    expect(service().integration.connection.state).toBe('failed');
    service().openSession = async () => erp.session;
    expect(await service().export('1001-1')).toMatchObject({ outcome: 'synced' });
    expect(erp.jobs).toEqual(['1-1001']);
  });

  it('gives up on an ERP that stays away, and says that nothing was written', async () => {
    const away = new ErpError('temporary', 'The ERP is down.');
    service().openSession = async () => Promise.reject(away);
    const { json } = await service().send(aBody());
    await accept(json.id, json.snapshot_sha256);
    expect(await service().export('1001-1')).toMatchObject({ outcome: 'unavailable' });
    expect(await service().export('1001-1')).toMatchObject({ outcome: 'unavailable' });
    expect(await service().settle('1001-1')).toBe('failed_to_export');
    const rejected = await service().api('reject-request', {
      as: 'approver',
      params: { request_id: '1001-1' },
      body: { reason: 'Later.', snapshot_sha256: json.snapshot_sha256 },
    });
    expect(rejected.json).toMatchObject({ status: 'rejected', decision: { kind: 'reject', reason: 'Later.' } });
  });

  it('updates the same job on re-send, and a rejected update leaves it synced', async () => {
    const erp = erpThat();
    service().openSession = async () => erp.session;
    const first = await service().send(aBody());
    await accept('1001-1', first.json.snapshot_sha256);
    await service().export('1001-1');
    const renamed = aBody(1001, { name: 'Harbour Bridge East', project_number: 'P-999' });
    const preview = await service().api('preview-project', {
      as: 'project-admin',
      params: { project_id: '1001' },
      body: renamed,
    });
    expect(preview.json.diff).toContainEqual({
      field: 'project.name',
      before: 'Harbour Bridge',
      after: 'Harbour Bridge East',
    });
    const second = await service().send(renamed, 'key-2');
    expect(second.json).toMatchObject({ id: '1001-2', status: 'ready_to_update' });
    await accept('1001-2', second.json.snapshot_sha256);
    expect(await service().export('1001-2')).toMatchObject({ outcome: 'synced', receipt: { job_id: 'P-042' } });
    expect(erp.jobs).toEqual(['1-1001']);
    const third = await service().send(aBody(1001, { name: 'No' }), 'key-3');
    await service().api('reject-request', {
      as: 'approver',
      params: { request_id: '1001-3' },
      body: { reason: 'No.', snapshot_sha256: third.json.snapshot_sha256 },
    });
    const status = await service().api('get-erp-status', { params: { project_id: '1001' } });
    expect(status.json).toMatchObject({ status: 'synced', last_request: { id: '1001-3', status: 'rejected' } });
    expect((await service().api('get-request', { params: { request_id: '1001-1' } })).json.status).toBe('synced');
  });

  it('is not sent through another integration than the one its job belongs to', async () => {
    const { json } = await service().send(aBody());
    await accept('1001-1', json.snapshot_sha256);
    await service().export('1001-1');
    service().integration = { ...service().integration, id: 'another' };
    const again = await service().send(aBody(), 'key-2');
    expect([again.status, again.json.type]).toEqual([409, 'urn:send-to-erp:problem:synced_elsewhere']);
    const { action } = (await service().api('get-erp-status', { params: { project_id: '1001' } })).json;
    expect([action.enabled, action.blockers.map(({ code }) => code)]).toEqual([false, ['synced_elsewhere']]);
  });

  it('chains the audit events of all requests of a project', async () => {
    const { json } = await service().send(aBody());
    await service().api('reject-request', {
      as: 'approver',
      params: { request_id: '1001-1' },
      body: { reason: 'Wrong year.', snapshot_sha256: json.snapshot_sha256 },
    });
    const again = await service().send(aBody(), 'key-2');
    await accept('1001-2', again.json.snapshot_sha256);
    await service().export('1001-2');
    const first = (await service().api('list-events', { params: { request_id: '1001-1' } })).list;
    const second = (await service().api('list-events', { params: { request_id: '1001-2' } })).list;
    expect(first.map(({ name }) => name)).toEqual(['send', 'reject']);
    expect(second.map(({ name }) => name)).toEqual(['send', 'accept', 'begin_export', 'confirm_export']);
    expect(firstBrokenLink(z.array(auditEvent).parse([...first, ...second]))).toBeNull();
    expect(second[0]?.previous_hash).toBe(first[1]?.hash);
  });

  it('is retrieved by its sender before a decision, and can be sent again', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    const retrieved = await service().api('retrieve-request', {
      as: 'project-admin',
      params: { request_id: '1001-1' },
    });
    expect(retrieved.json.status).toBe('retrieved');
    expect(service().told).toEqual([{ token: 'token-of-1001-1', error: 'NotAccepted' }]);
    expect((await service().page(service().linkOf('approver'))).text).toContain('Withdrawn');
    expect((await service().send(aBody(), 'key-2')).json.id).toBe('1001-2');
  });
});
