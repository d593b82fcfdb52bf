import { beforeEach, describe, expect, it } from 'vitest';
import { signApprovalLink } from '#domain/links.ts';
import { pageHeaders } from '#web/page-headers.ts';
import { aBody, approvers, ring, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();
let token = '';

beforeEach(async () => {
  await service().send(aBody());
  await service().ask('1001-1');
  token = service().linkOf('approver');
});

const statusNow = async () => (await service().api('get-request', { params: { request_id: '1001-1' } })).json;
describe('the link', () => {
  it('shows the request and changes nothing, however often it is opened', async () => {
    const before = await service().ledger.read({ companyId: 1, projectId: 1001 });
    const pages = await Promise.all(Array.from({ length: 5 }, () => service().page(token)));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await service().ledger.read({ companyId: 1, projectId: 1001 })).toEqual(before);
    expect(pages[0]?.headers).toEqual(pageHeaders);
  });

  it('is 404 for a request that does not exist and for an epoch that is over', async () => {
    const link = { companyId: 1, projectId: 1001, number: 1, approverId: 'approver', epoch: 0, notAfter: 2e9 };
    for (const other of [{ number: 2 }, { projectId: 1002 }, { epoch: 1 }, { companyId: 2 }]) {
      expect((await service().page(signApprovalLink(ring, 'test', { ...link, ...other }))).status).toBe(404);
    }
  });

  it('is refused once its approver is none any more', async () => {
    service().integration = { ...service().integration, approvers: approvers.filter(({ id }) => id !== 'approver') };
    const form = { ...(await service().formOf(service().linkOf('owner'))), decision: 'accept' };
    expect((await service().page(token)).status).toBe(403);
    expect((await service().page(token, form)).status).toBe(403);
    expect((await statusNow()).status).toBe('ready_to_export');
  });

  it('does not let the sender decide', async () => {
    await service().send(aBody(7), 'k', 'owner');
    await service().ask('7-1');
    expect(
      service()
        .mails.filter(({ subject }) => subject.includes('7-1'))
        .map(({ to }) => to),
    ).not.toContain('owner@example.com');
    const own = signApprovalLink(ring, 'test', {
      companyId: 1,
      projectId: 7,
      number: 1,
      approverId: 'owner',
      epoch: 0,
      notAfter: 2e9,
    });
    expect((await service().page(own)).status).toBe(403);
    expect((await service().page(own, { decision: 'accept' })).status).toBe(403);
  });

  it('is 410 once the window is over', async () => {
    const form = { ...(await service().formOf(token)), decision: 'accept' };
    service().now = new Date(service().now.getTime() + 14 * 86_400_000);
    expect((await service().page(token)).status).toBe(410);
    expect((await service().page(token, form)).status).toBe(410);
    expect((await statusNow()).decision).toBeNull();
  });

  it('shows the result for a month after the window, and nothing any more then', async () => {
    await service().page(token, { ...(await service().formOf(token)), decision: 'accept' });
    service().now = new Date(service().now.getTime() + 43 * 86_400_000);
    expect((await service().page(token)).status).toBe(200);
    service().now = new Date(service().now.getTime() + 86_400_000);
    const late = await service().page(token);
    expect([late.status, late.text.includes('Harbour')]).toEqual([410, false]);
  });

  it('tells of a newer request', async () => {
    await service().api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
    await service().send(aBody(1001, { name: 'Harbour Bridge East' }), 'k-2');
    const page = await service().page(token);
    expect([page.status, page.text.includes('Harbour Bridge East')]).toEqual([200, true]);
  });
});

describe('the form', () => {
  it('decides with the check code, and the same link then shows the result', async () => {
    const form = await service().formOf(token);
    const decided = await service().page(token, { ...form, decision: 'reject', reason: 'The total is wrong.' });
    expect(decided.status).toBe(200);
    expect(decided.text).toContain('The total is wrong.');
    expect((await statusNow()).decision).toMatchObject({
      kind: 'reject',
      via: 'link',
      by: { id: 'approver' },
      reason: 'The total is wrong.',
    });
    expect((await service().page(token)).text).toContain('The total is wrong.');
    expect((await service().page(service().linkOf('owner'))).text).toContain('The total is wrong.');
    expect((await service().page(token, { ...form, decision: 'reject', reason: 'Again.' })).status).toBe(200);
    expect((await service().page(token, { ...form, decision: 'accept' })).status).toBe(409);
  });

  it('decides nothing with a wrong check code, and shows the form again with a fresh one', async () => {
    const form = await service().formOf(token);
    const wrong = form['check'] === '1234' ? '4321' : '1234';
    const answer = await service().page(token, { ...form, check: wrong, decision: 'accept', field_job_id: 'JOB-7' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('JOB-7');
    expect(answer.text).not.toContain(`>${form['nonce']}<`);
    expect((await statusNow()).decision).toBeNull();
    expect((await service().page(token, { ...form, decision: 'accept' })).status).toBe(200);
  });

  it("does not take another rendering's code, another link's, or one from a page left open too long", async () => {
    const [one, other] = [await service().formOf(token), await service().formOf(token)];
    const foreign = await service().formOf(service().linkOf('owner'));
    const swapped = { ...one, nonce: other['nonce']! };
    if (one['check'] !== other['check'])
      expect((await service().page(token, { ...swapped, decision: 'accept' })).status).toBe(422);
    expect((await service().page(token, { ...foreign, decision: 'accept' })).status).toBe(422);
    service().now = new Date(service().now.getTime() + 13 * 3_600_000);
    expect((await service().page(token, { ...one, decision: 'accept' })).status).toBe(422);
    expect((await statusNow()).decision).toBeNull();
  });

  it.each([
    ['no decision', {}],
    ['an unknown decision', { decision: 'approve' }],
    ['no check code', { decision: 'accept', check: '' }],
    ['a reject without a reason', { decision: 'reject', reason: ' ' }],
    ['a job id the ERP does not take', { decision: 'accept', field_job_id: '=1+1' }],
    ['a field nobody asked for', { decision: 'accept', field_other: 'x' }],
  ])('refuses %s and keeps the request open', async (_, over) => {
    const answer = await service().page(token, { ...(await service().formOf(token)), ...over });
    expect(answer.status).toBe(422);
    expect((await statusNow()).decision).toBeNull();
  });

  it('refuses a post from another site, another content type and a stale snapshot', async () => {
    const form = { ...(await service().formOf(token)), decision: 'accept' };
    expect((await service().page(token, form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await service().page(token, form, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await service().page(token, { ...form, snapshot_sha256: '0'.repeat(64) })).status).toBe(409);
    expect((await statusNow()).decision).toBeNull();
  });

  it('stands in 50 parallel posts as one decision, and a parallel reject learns the truth', async () => {
    const form = await service().formOf(token);
    const posts = Array.from({ length: 50 }, () => service().page(token, { ...form, decision: 'accept' }));
    const answers = await Promise.all(posts);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const events = await service().api('list-events', { params: { request_id: '1001-1' } });
    expect(events.list.map(({ name }) => name)).toEqual(['send', 'accept']);
    expect((await service().page(token, { ...form, decision: 'reject', reason: 'No.' })).status).toBe(409);
  });
});
