import { describe, expect, it } from 'vitest';
import { ErpError } from '#domain/erp.ts';
import { policy as policyShape } from '#domain/policy.ts';
import { bearer, claimsOf } from '#test/support/callers.ts';
import { aBody, servicePerTest } from '#test/support/service.ts';
import { nextDigestAt } from '#use-cases/send-digest.ts';

const service = servicePerTest();
const later = (seconds: number) => (service().now = new Date(service().now.getTime() + seconds * 1000));
const withPolicy = (over: Record<string, unknown>) => {
  service().integration = { ...service().integration, policy: policyShape.parse(over) };
};
/** Recipients and subjects since the last look. */
let seen = 0;
const news = async (): Promise<string[]> => {
  await service().deliver();
  if (service().mails.length < seen) seen = 0;
  const fresh = service().mails.slice(seen);
  seen = service().mails.length;
  return fresh.map(({ to, subject }) => `${to.split('@')[0]}: ${subject}`);
};
const textTo = (user: string): string => service().mails.findLast(({ to }) => to === `${user}@example.com`)?.text ?? '';
const sendAndAsk = async (id: number, body = aBody(id), key?: string) => {
  seen = service().mails.length;
  const { json } = await service().send(body, key);
  await service().ask(json.id);
  return json;
};
const decide = (name: 'accept-request' | 'reject-request', id: string, sha256: string, reason?: string) =>
  service().api(name, {
    as: 'approver',
    params: { request_id: id },
    body: { ...(reason === undefined ? { fields: {} } : { reason }), snapshot_sha256: sha256 },
  });
const failing = (message: string) => {
  const refuse = () => Promise.reject(new ErpError('refused', message, { field: 'fields.job_id' }));
  service().openSession = async () => ({ find: async () => null, create: refused(refuse), update: refused(refuse) });
};
const refused = (refuse: () => Promise<never>) => refuse;

describe('mails', () => {
  it('ask each approver at once, and tell sender and approver how it ended', async () => {
    const { id, snapshot_sha256 } = await sendAndAsk(1001);
    expect(await news()).toEqual([
      'approver: Approval needed: Harbour Bridge (1001-1)',
      'second-approver: Approval needed: Harbour Bridge (1001-1)',
      'owner: Approval needed: Harbour Bridge (1001-1)',
    ]);
    await decide('accept-request', id, snapshot_sha256);
    expect(await news()).toEqual([]);
    await service().export(id);
    const receipts = await news();
    expect(receipts.map((line) => line.split(':')[0])).toEqual(['project-admin', 'approver']);
    expect(textTo('project-admin')).toContain('P-042');
    expect(textTo('project-admin')).not.toContain('/approvals/');
    later(3_600);
    await service().sweep();
    expect(await news()).toEqual([]);
  });

  it('tell the sender of a rejection with its reason, and the corrected sending says what has changed and why', async () => {
    const first = await sendAndAsk(1001);
    await decide('reject-request', first.id, first.snapshot_sha256, 'The total is from last year.');
    await service().settle(first.id, 'approval');
    seen = service().mails.length;
    await service().deliver();
    expect(
      service()
        .mails.slice(seen)
        .map(({ to }) => to),
    ).toEqual(['project-admin@example.com']);
    expect(textTo('project-admin')).toContain('The total is from last year.');
    await sendAndAsk(1001, aBody(1001, { total_value: 1_300_000 }), 'k-2');
    for (const approver of ['approver', 'owner']) {
      expect(textTo(approver)).toContain('The total is from last year.');
      expect(textTo(approver)).toContain('1,300,000.00');
      expect(textTo(approver)).toContain('1,250,000.50');
    }
  });

  it('tell of a re-send with the difference against what is synced', async () => {
    const first = await sendAndAsk(1001);
    await decide('accept-request', first.id, first.snapshot_sha256);
    await service().export(first.id);
    await service().deliver();
    await sendAndAsk(1001, aBody(1001, { name: 'Harbour Bridge East' }), 'k-2');
    expect(textTo('owner')).toContain('Name: Harbour Bridge -> Harbour Bridge East');
  });

  it('tell sender and approver of a failed export, once for each failure', async () => {
    const { id, snapshot_sha256 } = await sendAndAsk(1001);
    failing('This job number is taken.');
    await decide('accept-request', id, snapshot_sha256);
    await service().export(id);
    await service().settle(id, 'export');
    seen = service().mails.length;
    expect((await news()).map((line) => line.split(':')[0])).toEqual(['project-admin', 'approver']);
    expect(textTo('project-admin')).toContain('This job number is taken.');
    expect(textTo('approver')).toContain('/approvals/');
    await service().settle(id, 'export');
    later(7_200);
    await service().sweep();
    expect(await news()).toEqual([]);
    await service().api('retry-request', {
      as: 'approver',
      params: { request_id: id },
      body: { fields: { job_id: 'P-9' } },
    });
    await service().export(id);
    await service().settle(id, 'export');
    expect((await news()).map((line) => line.split(':')[0])).toEqual(['project-admin', 'approver']);
  });

  it('lead an approver who accepted by a second account to the retry as well', async () => {
    const { id, snapshot_sha256 } = await sendAndAsk(1001);
    await service().api('accept-request', {
      params: { request_id: id },
      headers: { authorization: bearer({ ...claimsOf('approver'), sub: 'approver-2' }) },
      body: { fields: {}, snapshot_sha256 },
    });
    failing('The job number is taken.');
    await service().export(id);
    await service().settle(id, 'export');
    await news();
    expect(textTo('approver')).toContain('Follow the link to correct');
    const page = await service().page(service().linkOf('approver'));
    expect([page.status, page.text.includes('id="check-code"')]).toEqual([200, true]);
  });

  it('tell of a rejection after a failed export at once, by an execution of its own', async () => {
    const { id, snapshot_sha256 } = await sendAndAsk(1001);
    failing('Down.');
    await decide('accept-request', id, snapshot_sha256);
    await service().export(id);
    await service().settle(id, 'export');
    await service().deliver();
    service().started.length = 0;
    await decide('reject-request', id, snapshot_sha256, 'Later.');
    expect(service().started).toMatchObject([{ request_id: id, run: 2 }]);
    expect(await service().ask(id, 'token-of-the-next-run')).toBe('over');
    seen = service().mails.length;
    await service().settle(id, 'approval');
    expect((await news()).map((line) => line.split(':')[0])).toEqual(['project-admin']);
  });

  it('that one address refuses keep no others back, and only that one is tried again', async () => {
    await service().send(aBody());
    service().undeliverable = 'second-approver@example.com';
    await expect(service().ask('1001-1')).rejects.toMatchObject({
      message: '1 of 3 mails were not sent.',
      // All that the log shows of why.
      cause: { message: 'refused' },
    });
    expect(service().mails.map(({ to }) => to)).toEqual(['approver@example.com', 'owner@example.com']);
    service().undeliverable = null;
    await service().deliver();
    expect(
      service()
        .mails.map(({ to }) => to)
        .slice(2),
    ).toEqual(['second-approver@example.com']);
  });

  it('that a queue has lost are asked for again by the sweeper', async () => {
    await service().send(aBody());
    await service().ask('1001-1');
    const { json } = await service().api('get-request', { params: { request_id: '1001-1' } });
    await decide('reject-request', '1001-1', json.snapshot_sha256, 'No.');
    await service().settle('1001-1', 'approval');
    service().queue.length = 0;
    later(301);
    await service().sweep();
    seen = service().mails.length;
    expect((await news()).map((line) => line.split(':')[0])).toEqual(['project-admin']);
    later(86_400);
    expect(await service().sweep()).toMatchObject({ looked_at: 0 });
  });
});

describe('sixty days of waiting', () => {
  /** Goes from one moment at which something is due to the next. */
  const wait = async (days: number): Promise<string[]> => {
    const end = service().now.getTime() + days * 86_400_000;
    const told: string[] = [];
    for (;;) {
      const record = await service().ledger.read({ companyId: 1, projectId: 1001 });
      const due = record?.due_at == null ? Infinity : Date.parse(record.due_at);
      if (due > end) break;
      service().now = new Date(Math.max(due, service().now.getTime()));
      await service().sweep();
      const at = service().now.toISOString().slice(0, 16);
      for (const line of await news()) told.push(`${at} ${line.split(': ')[0]}: ${line.split(': ')[1]}`);
    }
    return told;
  };

  it('R09: bring reminders on working days, the escalation and the end, each once, across a DST change and holidays', async () => {
    withPolicy({
      approval_window: 'P40D',
      reminder_after: ['P2D', 'P10D', 'P20D'],
      escalation: { to: 'controller@example.com', after: 'P30D' },
      calendar: { time_zone: 'America/Los_Angeles', holidays: ['2026-11-11', '2026-11-26', '2026-12-25'] },
    });
    // A Friday, nine days before the clocks go back.
    service().now = new Date('2026-10-23T22:00:00.000Z');
    await sendAndAsk(1001);
    await news();
    const started = performance.now();
    const told = await wait(61);
    expect(performance.now() - started).toBeLessThan(1_000);
    const at = (time: string) =>
      told.filter((line) => line.startsWith(time)).map((line) => line.slice(17).split(':')[0]);
    // 15:00 in Los Angeles: 22:00 UTC until the clocks go back on November 1st, 23:00 UTC from then on.
    expect(at('2026-10-27T22:00')).toEqual(['approver', 'second-approver', 'owner']);
    expect(at('2026-11-06T23:00')).toEqual(['approver', 'second-approver', 'owner']);
    expect(at('2026-11-23T23:00')).toEqual(['approver', 'second-approver', 'owner']);
    expect(at('2026-12-08T23:00')).toEqual(['controller']);
    expect(at('2026-12-22T23:00').sort()).toEqual(['approver', 'owner', 'project-admin', 'second-approver']);
    expect(told).toHaveLength(14);
  });

  it('have a delegate asked when an absence begins, once, at midnight where the company is', async () => {
    const delegate = { id: 'deputy', name: 'Dora Deputy', email: 'deputy@example.com' };
    withPolicy({
      approval_window: 'P20D',
      reminder_after: ['P10D'],
      calendar: { time_zone: 'America/Los_Angeles' },
      delegates: [{ approver: 'approver', delegate, from: '2026-10-28', to: '2026-11-03' }],
    });
    service().now = new Date('2026-10-23T22:00:00.000Z');
    await sendAndAsk(1001);
    await news();
    const asked = await wait(5);
    // Nobody looks in vain when the absence is over: the approver was asked at the sending.
    expect((await service().ledger.read({ companyId: 1, projectId: 1001 }))?.due_at).toBe('2026-11-06T23:00:00.000Z');
    const told = [...asked, ...(await wait(55))].map((line) => line.split(':').slice(0, 3).join(':'));
    expect(told.slice(0, 4)).toEqual([
      '2026-10-28T07:00 deputy: Approval needed',
      '2026-11-06T23:00 approver: Reminder',
      '2026-11-06T23:00 second-approver: Reminder',
      '2026-11-06T23:00 owner: Reminder',
    ]);
    expect(told.filter((line) => line.includes('deputy'))).toHaveLength(1);
  });

  it('have an approver asked who comes back and was away at the sending', async () => {
    const delegate = { id: 'deputy', name: 'Dora Deputy', email: 'deputy@example.com' };
    withPolicy({
      reminder_after: [],
      delegates: [{ approver: 'approver', delegate, from: '2026-10-01', to: '2026-10-25' }],
    });
    service().now = new Date('2026-10-23T22:00:00.000Z');
    await sendAndAsk(1001);
    expect((await news()).map((line) => line.split(':')[0])).toEqual(['deputy', 'second-approver', 'owner']);
    expect((await wait(5)).map((line) => line.split(':').slice(0, 3).join(':'))).toEqual([
      '2026-10-26T00:00 approver: Approval needed',
    ]);
  });

  it('end with the latest of several reminders that an outage held back', async () => {
    withPolicy({ approval_window: 'P14D', reminder_after: ['P2D', 'P3D', 'P4D'] });
    await sendAndAsk(1001);
    await news();
    later(5 * 86_400);
    await service().sweep();
    expect(await news()).toHaveLength(3);
    later(60);
    await service().sweep();
    expect(await news()).toEqual([]);
  });

  it('do not remind whoever has just been asked', async () => {
    withPolicy({ reminder_after: ['PT2M'] });
    await service().send(aBody());
    later(180);
    await service().ask('1001-1');
    expect(service().mails).toHaveLength(3);
    later(3_600);
    await service().sweep();
    await service().deliver();
    expect(service().mails).toHaveLength(3);
  });
});

describe('the daily list', () => {
  const dueNow = (): void => {
    const next = nextDigestAt(service().integration, service().now);
    if (next === null) throw new Error('The policy asks for a list.');
    service().digests.set({ companyId: 1, integrationId: 'default' }, next);
    service().now = next;
  };

  it('is off unless the policy asks for it', () => {
    expect(nextDigestAt(service().integration, service().now)).toBeNull();
  });

  it('names everything that waits for each approver, with their own links, once a working day', async () => {
    withPolicy({ digest: { at: '08:00' }, calendar: { time_zone: 'Europe/Berlin' }, reminder_after: ['P10D'] });
    await sendAndAsk(1001);
    await sendAndAsk(1002, aBody(1002, { name: 'Town Hall' }), 'k-1002');
    await service().send(aBody(1003, { name: 'Own Project' }), 'k-1003', 'owner');
    await service().ask('1003-1');
    await news();
    dueNow();
    await service().sweep();
    const lists = await news();
    expect(lists.map((line) => line.split(':')[0]).sort()).toEqual(['approver', 'owner', 'second-approver']);
    expect(textTo('approver').match(/\/approvals\//g)).toHaveLength(3);
    expect(textTo('owner').match(/\/approvals\//g)).toHaveLength(2);
    expect(textTo('owner')).not.toContain('Own Project');
    await service().sweep();
    expect(await news()).toEqual([]);
    service().queue.push({
      about: 'digest',
      company_id: 1,
      integration_id: 'default',
      day: service().now.toISOString().slice(0, 10),
    });
    expect(await news()).toEqual([]);
  });

  it('is sent to nobody for whom nothing waits', async () => {
    withPolicy({ digest: { at: '08:00' } });
    dueNow();
    await service().sweep();
    expect(await news()).toEqual([]);
  });
});
