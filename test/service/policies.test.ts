import { describe, expect, it } from 'vitest';
import { policy as policyShape } from '#domain/policy.ts';
import { bearer, claimsOf, type UserName } from '#test/support/callers.ts';
import { aBody, approvers, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();
const withPolicy = (over: Record<string, unknown>) => {
  service().integration = { ...service().integration, policy: policyShape.parse(over) };
};
const later = (seconds: number) => (service().now = new Date(service().now.getTime() + seconds * 1000));
const now = async () => (await service().api('get-request', { params: { request_id: '1001-1' } })).json;
const accept = async (as: UserName, fields: Record<string, string> = {}) =>
  service().api('accept-request', {
    as,
    params: { request_id: '1001-1' },
    body: { fields, snapshot_sha256: (await now()).snapshot_sha256 },
  });
const sendAndAsk = async (sender: UserName = 'project-admin') => {
  await service().send(aBody(), 'k', sender);
  await service().ask('1001-1');
};
const delegate = { id: 'deputy', name: 'Dora Deputy', email: 'deputy@example.com' };
const away = (from: string, to: string, approver = 'approver') => ({ delegates: [{ approver, delegate, from, to }] });

describe('how many must accept', () => {
  it('two of three: the second accept is the decision, and the same person counts once', async () => {
    withPolicy({ accepts_needed: 2 });
    await sendAndAsk();
    const first = await accept('approver', { job_id: 'J-1' });
    expect(first.json).toMatchObject({ status: 'ready_to_export', decision: null });
    expect((await accept('approver', { job_id: 'J-1' })).status).toBe(200);
    expect((await now()).decision).toBeNull();
    expect(await service().export('1001-1')).toEqual({ outcome: 'not_accepted' });
    const second = await accept('second-approver');
    expect(second.json).toMatchObject({
      status: 'exporting',
      decision: { by: { id: 'second-approver' }, fields: { job_id: 'J-1' } },
      accepted_by: [{ by: { id: 'approver' } }],
    });
    const events = await service().api('list-events', { params: { request_id: '1001-1' } });
    expect(events.list.map(({ name }) => name)).toEqual(['send', 'accept_in_part', 'accept']);
  });

  it('whoever accepts after others accepts the same fields, or is told so', async () => {
    withPolicy({ accepts_needed: 2 });
    await sendAndAsk();
    await accept('approver', { job_id: 'J-1' });
    const other = await accept('second-approver', { job_id: 'J-2' });
    expect([other.status, Object.keys(other.json.errors)]).toEqual([422, ['fields.job_id']]);
  });

  it('all: everyone but the sender', async () => {
    withPolicy({ accepts_needed: 'all' });
    await sendAndAsk('owner');
    await accept('approver');
    expect((await now()).status).toBe('ready_to_export');
    await accept('second-approver');
    expect((await now()).status).toBe('exporting');
  });

  it('R14: one reject ends it for all: those who had accepted are told, and those who were still asked', async () => {
    withPolicy({ accepts_needed: 'all' });
    await sendAndAsk();
    await accept('approver');
    const mails = service().mails.length;
    await service().api('reject-request', {
      as: 'owner',
      params: { request_id: '1001-1' },
      body: { reason: 'Not this year.', snapshot_sha256: (await now()).snapshot_sha256 },
    });
    expect((await service().page(service().linkOf('second-approver'))).text).toContain('Not this year.');
    await service().settle('1001-1', 'approval');
    await service().deliver();
    const told = service()
      .mails.slice(mails)
      .map(({ to, subject }) => `${to.split('@')[0]}: ${subject.split(':')[0]}`);
    expect(told).toEqual([
      'project-admin: Rejected',
      'approver: Rejected',
      'second-approver: No decision needed any more',
    ]);
    service().queue.push({ about: 'project', company_id: 1, project_id: 1001 });
    await service().deliver();
    expect(service().mails).toHaveLength(mails + 3);
  });

  it('tells all who accepted, and not the last one alone, what became of it', async () => {
    withPolicy({ accepts_needed: 2 });
    await sendAndAsk();
    await accept('approver');
    await accept('owner');
    const mails = service().mails.length;
    await service().export('1001-1');
    await service().deliver();
    const told = service()
      .mails.slice(mails)
      .map(({ to }) => to);
    expect(told).toEqual(['project-admin@example.com', 'approver@example.com', 'owner@example.com']);
  });

  it('takes a second account of somebody who has accepted for the same person', async () => {
    withPolicy({ accepts_needed: 2 });
    await sendAndAsk();
    await accept('approver');
    const again = await service().api('accept-request', {
      params: { request_id: '1001-1' },
      headers: { authorization: bearer({ ...claimsOf('approver'), sub: 'approver-2', email: 'Approver@Example.com' }) },
      body: { fields: {}, snapshot_sha256: (await now()).snapshot_sha256 },
    });
    expect([again.status, again.json.status]).toEqual([200, 'ready_to_export']);
    expect((await now()).accepted_by).toHaveLength(1);
  });

  it('shows the waiting to somebody who has accepted by a second account', async () => {
    withPolicy({ accepts_needed: 'all' });
    await sendAndAsk();
    await service().api('accept-request', {
      params: { request_id: '1001-1' },
      headers: { authorization: bearer({ ...claimsOf('approver'), sub: 'approver-2' }) },
      body: { fields: {}, snapshot_sha256: (await now()).snapshot_sha256 },
    });
    expect((await service().page(service().linkOf('approver'))).text).not.toContain('id="check-code"');
    expect((await service().page(service().linkOf('owner'))).text).toContain('id="check-code"');
  });

  it.each([
    ['goes away after accepting, nor their delegate', 1, 'approver'],
    ['is back after their delegate has accepted', 0, 'deputy'],
  ] as const)('all: asks nobody who %s', async (_, from, who) => {
    const day = (days: number) => new Date(service().now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
    withPolicy({ accepts_needed: 'all', reminder_after: [], ...away(day(from), day(from)) });
    await sendAndAsk();
    const token = service().linkOf(who);
    const page = await service().page(token, { ...(await service().formOf(token)), decision: 'accept' });
    expect(page.status).toBe(200);
    const mails = service().mails.length;
    for (let hours = 0; hours < 60; hours += 1) {
      later(3_600);
      await service().sweep();
      await service().deliver();
    }
    expect(service().mails).toHaveLength(mails);
  });

  it('the page says how many more, and shows the waiting to whoever has accepted', async () => {
    withPolicy({ accepts_needed: 2 });
    await sendAndAsk();
    const token = service().linkOf('approver');
    const mine = await service().page(token, { ...(await service().formOf(token)), decision: 'accept' });
    expect([mine.status, mine.text.includes('id="check-code"')]).toEqual([200, false]);
    const other = await service().page(service().linkOf('owner'));
    expect(other.text).toContain('approver');
    expect(other.text).toContain('id="check-code"');
  });

  it('nobody can send what not enough others could accept', async () => {
    withPolicy({ accepts_needed: 3 });
    const { status, json } = await service().send(aBody(), 'k', 'owner');
    expect([status, json.problems.map(({ code }) => code)]).toEqual([422, ['not_enough_approvers']]);
  });

  it('reminds only those who have not accepted', async () => {
    withPolicy({ accepts_needed: 2, reminder_after: ['P1D'] });
    await sendAndAsk();
    await accept('approver');
    const mails = service().mails.length;
    later(86_400);
    await service().sweep();
    await service().deliver();
    const reminded = service()
      .mails.slice(mails)
      .map(({ to }) => to);
    expect(reminded).toEqual(['second-approver@example.com', 'owner@example.com']);
  });
});

describe('who may decide', () => {
  it('whoever holds the privilege, or only those on the list', async () => {
    service().integration = { ...service().integration, approvers: approvers.slice(0, 1) };
    await sendAndAsk();
    withPolicy({ approvers: 'list' });
    expect((await accept('second-approver')).status).toBe(403);
    withPolicy({ approvers: 'privilege' });
    expect((await accept('second-approver')).status).toBe(200);
  });

  it('T46, T48: a delegate, while the approver is away, by an own link, for the approver; never the sender', async () => {
    const today = service().now.toISOString().slice(0, 10);
    withPolicy(away(today, today));
    await sendAndAsk();
    expect(service().mails.map(({ to }) => to)).toEqual([
      'deputy@example.com',
      'second-approver@example.com',
      'owner@example.com',
    ]);
    const mail = service().mails[0]?.text ?? '';
    const token = /\/approvals\/([\w.-]+)/.exec(mail)?.[1] ?? '';
    const form = { ...(await service().formOf(token)), decision: 'accept' };
    later(86_400);
    expect((await service().page(token, form)).status).toBe(403);
    later(-86_400);
    expect((await service().page(token, form)).status).toBe(200);
    expect((await now()).decision).toMatchObject({ by: { id: 'deputy' }, on_behalf_of: [{ id: 'approver' }] });
  });

  it('T46: a sender’s own delegate does not decide for the sender', async () => {
    const today = service().now.toISOString().slice(0, 10);
    withPolicy(away(today, today, 'owner'));
    await sendAndAsk('owner');
    expect(service().mails.map(({ to }) => to)).toEqual(['approver@example.com', 'second-approver@example.com']);
  });
});

describe('a project worth more than links may decide', () => {
  it('shows nothing and takes nothing through the link, and the API decides', async () => {
    withPolicy({ sign_in_above: 1_000 });
    await sendAndAsk();
    const token = service().linkOf('approver');
    const page = await service().page(token);
    expect([page.status, page.text.includes('Harbour'), page.text.includes('sign-in')]).toEqual([200, false, true]);
    const forged = await service().page(token, {
      decision: 'accept',
      check: '1234',
      snapshot_sha256: (await now()).snapshot_sha256,
      nonce: 'x',
    });
    expect(forged.text).not.toContain('Harbour');
    expect((await now()).decision).toBeNull();
    expect((await accept('approver')).status).toBe(200);
  });

  it('is kept out of every mail but the sender’s, which name only request and ERP', async () => {
    withPolicy({
      sign_in_above: 1_000,
      reminder_after: ['P1D'],
      escalation: { to: 'boss@example.com', after: 'P1D' },
      digest: { at: '08:00' },
    });
    await sendAndAsk();
    later(86_400);
    await service().sweep();
    const today = service().now.toISOString().slice(0, 10);
    service().queue.push({ about: 'digest', company_id: 1, integration_id: 'default', day: today });
    await service().deliver();
    await accept('approver');
    await service().export('1001-1');
    await service().deliver();
    await service().send(aBody(1001, { total_value: 2_000 }), 'k-2');
    await service().ask('1001-2');
    later(15 * 86_400);
    await service().sweep();
    await service().deliver();
    const told = (isSender: boolean) =>
      service()
        .mails.filter(({ to }) => (to === 'project-admin@example.com') === isSender)
        .map(({ subject, text, html }) => subject + text + html);
    expect(told(true)).toHaveLength(2);
    for (const mail of told(true)) expect(mail).toMatch(/Harbour Bridge.*Total value/s);
    const kinds = [
      'Approval needed',
      'Reminder',
      'Nobody has decided',
      'waits for your decision (',
      'Exported',
      'Expired',
    ];
    for (const kind of kinds) expect(told(false).join('\n'), kind).toContain(kind);
    for (const mail of told(false)) expect(mail).not.toMatch(/Harbour|1,250,000|2,000|P-042|project-admin|Quay/);
  });

  it.each([
    [{ total_value: 1_000 }, false],
    [{ total_value: 1_000.01 }, true],
    [{ total_value: undefined }, true],
  ])('%j asks for a sign-in: %s', async (project, isGuarded) => {
    withPolicy({ sign_in_above: 1_000 });
    await service().send(aBody(1001, project));
    await service().ask('1001-1');
    const page = await service().page(service().linkOf('approver'));
    expect(page.text.includes('id="check-code"')).toBe(!isGuarded);
  });
});

describe('the suggested job number', () => {
  it('follows the company’s pattern, and is what the job gets unless the approver types another', async () => {
    withPolicy({ job_id_pattern: '{yy}-{project_number}' });
    await service().send(aBody(1001, { start_date: '2027-03-01' }));
    await service().ask('1001-1');
    expect((await service().page(service().linkOf('approver'))).text).toContain('27-P-042');
    await accept('approver');
    expect((await now()).decision?.fields).toEqual({ job_id: '27-P-042' });
    expect(await service().export('1001-1')).toMatchObject({ receipt: { job_id: '27-P-042' } });
  });
});
