import { beforeEach, describe, expect, it } from 'vitest';
import { ProcoreError, type ProcoreNotice } from '#domain/procore.ts';
import { inInvocation } from '#middleware/invocation.ts';
import { procoreApi } from '#procore/client.ts';
import { procoreDouble, type ProcoreDouble } from '#procore/double.ts';
import { aBody, servicePerTest } from '#test/support/service.ts';
import { takeProcoreNotice } from '#use-cases/take-procore-notice.ts';
import { tellProcore } from '#use-cases/tell-procore.ts';

const service = servicePerTest();
const KEY = { companyId: 1, projectId: 1001 };

let procore: ProcoreDouble;
beforeEach(() => {
  procore = procoreDouble();
  const { project, cost_codes } = aBody();
  procore.projects.set(1001, { ...project, id: 1001, is_erp_integrated: true });
  procore.costCodes.set(1001, cost_codes);
  procore.users.set(77, { id: 77, name: 'Petra Admin', email_address: 'petra@example.com' });
});

const deps = () => ({
  ...service().deps,
  procore: procoreApi({
    site: { apiUrl: 'https://api.procore.test', loginUrl: 'https://login.procore.test' },
    accessOf: async () => procore.access,
    fetch: procore.fetch,
    clock: () => service().now,
  }),
});

/** As a function that Lambda calls: its log says which call a line is of. */
const called = <Result>(work: () => Result): Result => inInvocation(work)(undefined, { awsRequestId: 'call-1' });

const tell = () => called(() => tellProcore(deps(), 1, '1001-1'));

const take = (about: ProcoreNotice['about'], delivery = 'delivery-1') =>
  called(() => takeProcoreNotice(deps(), { delivery_id: delivery, company_id: 1, user_id: 77, about }));

const press = (delivery?: string) => take({ kind: 'erp_request', erp_request_id: procore.press(1001) }, delivery);

const recordNow = () => service().ledger.read(KEY);
const detailsNow = () => [...procore.details.values()].map(({ status, messages }) => ({ status, messages }));

const decide = async (verdict: 'accept' | 'reject') => {
  const { request } = (await recordNow())!;
  const body =
    verdict === 'accept'
      ? { fields: {}, snapshot_sha256: request.snapshot_sha256 }
      : { reason: 'The address is missing.', snapshot_sha256: request.snapshot_sha256 };
  const { status } = await service().api(`${verdict}-request`, {
    as: 'approver',
    params: { request_id: request.id },
    body,
  });
  expect(status).toBe(200);
};

describe('the button in Procore', () => {
  it('sends the project as Procore has it, in the name of whoever pressed it', async () => {
    expect(await press()).toBe('sent');
    const { request } = (await recordNow())!;
    expect(request).toMatchObject({
      id: '1001-1',
      status: 'ready_to_export',
      sender: { id: '77', name: 'Petra Admin', email: 'petra@example.com' },
    });
    expect(service().started).toHaveLength(1);
    expect(detailsNow()).toEqual([{ status: 'pending', messages: [] }]);
  });

  it('sends it once, however often Procore says so', async () => {
    const notice = { kind: 'erp_request', erp_request_id: procore.press(1001) } as const;
    await take(notice);
    await take(notice);
    expect((await recordNow())?.request.number).toBe(1);
    expect(detailsNow()).toEqual([{ status: 'pending', messages: [] }]);
  });

  it('sends it once, also when Procore says so again after the project has changed', async () => {
    const notice = { kind: 'erp_request', erp_request_id: procore.press(1001) } as const;
    await take(notice);
    procore.projects.set(1001, { ...procore.projects.get(1001)!, updated_at: '2026-11-27T12:00:00Z', city: 'Lisbon' });
    procore.costCodes.set(1001, []);
    await take(notice);
    expect((await recordNow())?.request.number).toBe(1);
    expect(detailsNow()).toEqual([{ status: 'pending', messages: [] }]);
  });

  it('tells Procore what the ERP would not take, field by field', async () => {
    procore.costCodes.set(1001, []);
    expect(await press()).toBe('refused');
    expect(detailsNow()).toEqual([
      { status: 'failed', messages: ['cost_codes: The project must have at least one cost code.'] },
    ]);
    expect(await recordNow()).toBeNull();
  });

  it('tells Procore that a request is open already', async () => {
    await press('delivery-1');
    expect(await press('delivery-2')).toBe('refused');
    expect(detailsNow().map(({ status }) => status)).toEqual(['pending', 'failed']);
  });

  it.each([429, 500, 503])('comes back when Procore answers %s', async (status) => {
    await deps().procore.person(1, 77);
    procore.answerNext(status);
    await expect(press()).rejects.toMatchObject({ name: 'ProcoreError', kind: 'temporary' });
    expect(await recordNow()).toBeNull();
  });

  it('signs in again when its token has ended before its time', async () => {
    const { procore: api } = deps();
    await api.person(1, 77);
    procore.expireTokens();
    await expect(api.person(1, 77)).rejects.toBeInstanceOf(ProcoreError);
    expect((await api.person(1, 77)).name).toBe('Petra Admin');
  });
});

describe('a project that changes in Procore', () => {
  it('is sent when it first takes part in ERP sync, and never again by itself', async () => {
    expect(await take({ kind: 'project', project_id: 1001 })).toBe('sent');
    expect(await take({ kind: 'project', project_id: 1001 }, 'delivery-2')).toBe('nothing');
    expect((await recordNow())?.request.number).toBe(1);
  });

  it('is left alone while it takes no part', async () => {
    procore.projects.set(1001, { ...procore.projects.get(1001)!, is_erp_integrated: false });
    expect(await take({ kind: 'project', project_id: 1001 })).toBe('nothing');
    expect(await recordNow()).toBeNull();
  });

  it('is not sent when the ERP would not take it, and the log says so without its data', async () => {
    procore.costCodes.set(1001, []);
    expect(await take({ kind: 'project', project_id: 1001 })).toBe('refused');
    expect(service().warnings).toEqual(['procore_project_not_sent']);
  });
});

describe('what Procore is told', () => {
  it('is the external id of the job and of each cost code, and that its request is done', async () => {
    await press();
    await decide('accept');
    await service().export('1001-1');
    await tell();
    const { synced, request } = (await recordNow())!;
    expect(request.status).toBe('synced');
    expect(procore.originIds.get('project 1001')).toBe(synced?.erp_id);
    expect(procore.originIds.size).toBe(1 + aBody().cost_codes.length);
    expect(detailsNow()).toEqual([{ status: 'success', messages: [] }]);
  });

  it('is the same when it is told twice', async () => {
    await press();
    await decide('accept');
    await service().export('1001-1');
    await tell();
    const before = [...procore.originIds];
    await tell();
    expect([...procore.originIds]).toEqual(before);
  });

  it('is why a request was rejected', async () => {
    await press();
    await decide('reject');
    await tell();
    expect(detailsNow()).toEqual([{ status: 'failed', messages: ['Rejected by approver: The address is missing.'] }]);
    expect(procore.originIds.size).toBe(0);
  });

  it('is nothing while a request goes on', async () => {
    await press();
    await tell();
    expect(detailsNow()).toEqual([{ status: 'pending', messages: [] }]);
  });

  it('is nothing of a request that a later one has replaced', async () => {
    await press('delivery-1');
    await decide('reject');
    await press('delivery-2');
    await tell();
    expect(detailsNow().map(({ status }) => status)).toEqual(['pending', 'pending']);
  });

  it('is no job that the project was untied from meanwhile', async () => {
    await press();
    await decide('accept');
    await service().export('1001-1');
    const params = { project_id: '1001' };
    await service().api('unlink-project', { as: 'owner', params, body: { reason: 'Wrong job.' } });
    await tell();
    expect(procore.originIds.size).toBe(0);
  });

  it('is refused aloud when another project has the external id', async () => {
    await press();
    await decide('accept');
    await service().export('1001-1');
    procore.originIds.set('project 5', (await recordNow())!.synced!.erp_id);
    await expect(tell()).rejects.toThrow('Procore did not take 1 of');
    expect(detailsNow()).toEqual([{ status: 'pending', messages: [] }]);
  });
});
