import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { accept, acceptInPart, heard, mailed, reject, retrieve } from '#domain/life.ts';
import { link, untie } from '#domain/linking.ts';
import { send } from '#domain/opening.ts';
import type { Policy } from '#domain/policy.ts';
import {
  afterNoon,
  aLinked,
  anActing,
  anApprover,
  anIntegration,
  aPerson,
  aPolicy,
  aRecord,
  aSent,
  NOON,
} from '#test/support/records.ts';

const refusal = (act: () => unknown): DomainError => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};

const sentUnder = (policy: Policy, at = NOON) =>
  send(null, aSent({ at, integration: anIntegration({ policy }) })).request;

describe('a send', () => {
  it('is refused while another is open, naming that one', () => {
    const accepted = accept(aRecord(), anActing(), { job_id: 'P-042' });
    const { code, message, extra } = refusal(() => send(accepted, aSent()));
    expect(code).toBe('open_request_exists');
    expect(message).toContain('42-1');
    expect(extra).toEqual({ request: { id: '42-1', status: 'exporting', decision: accepted.request.decision } });
  });

  it('keeps the approvers and the ERP of that moment, whatever the integration becomes', () => {
    const { request } = send(
      null,
      aSent({ integration: anIntegration({ id: 'other', name: 'Other', erp: 'tryton' }) }),
    );
    expect(request).toMatchObject({
      integration: { id: 'other', name: 'Other', erp: 'tryton' },
      approvers: [anApprover()],
    });
  });

  it('remembers the last fifty keys, the newest last', () => {
    let record = aRecord();
    for (let sending = 2; sending <= 60; sending += 1) {
      record = send(retrieve(record, aPerson(), NOON), aSent({ idempotencyKey: `key-${sending}` }));
    }
    expect(record.honoured_keys.map(({ key }) => key)).toEqual(
      Array.from({ length: 50 }, (_, index) => `key-${index + 11}`),
    );
    expect(record.honoured_keys.at(-1)?.request_id).toBe(record.request.id);
  });

  it('begins with nothing of the request before it', () => {
    const half = acceptInPart(heard(aRecord(), 'token', NOON), anActing(), {});
    const mails = [{ kind: 'approval', to: 'approver', nth: 0 }] as const;
    const before = mailed(reject(half, anActing(), 'Wrong codes.'), mails, afterNoon(70), afterNoon(70));
    expect(send(before, aSent())).toMatchObject({
      task_token: null,
      mailed: [],
      told_up_to: null,
      request: { decision: null, accepted_by: [], exports: [], run: 1, link_epoch: 0 },
    });
  });

  it('knows what the project is worth, or that nobody says', () => {
    expect(aRecord().request.total_value).toBe(1250000.5);
    expect(aRecord({}, { totalValue: null }).request.total_value).toBeNull();
  });

  it('of a project with a job is an update that suggests its number, and goes to no other integration', () => {
    const tied = link(null, aLinked());
    expect(send(tied, aSent({ suggestedJobId: 'other' })).request).toMatchObject({
      id: '42-2',
      kind: 'update',
      status: 'ready_to_update',
      suggested_job_id: 'P-042',
    });
    const elsewhere = refusal(() => send(tied, aSent({ integration: anIntegration({ id: 'other' }) })));
    expect(elsewhere.code).toBe('synced_elsewhere');
    expect(elsewhere.message).toContain('P-042');
  });

  it.each(['unlink', 'reset'] as const)('after %s is a first sending again, of the same chain', (event) => {
    const untied = untie(link(null, aLinked()), event, { by: aPerson(), reason: 'x', at: afterNoon(10) }).next;
    const again = send(untied, aSent({ suggestedJobId: 'new', integration: anIntegration({ id: 'other' }) }));
    expect(again.request).toMatchObject({
      id: '42-2',
      kind: 'create',
      status: 'ready_to_export',
      suggested_job_id: 'new',
    });
    expect(again.events).toMatchObject([{ name: 'send', sequence: 3, previous_hash: untied.events.at(-1)?.hash }]);
    expect(again.generation).toBe(untied.generation);
  });
});

describe('the timetable of a request', () => {
  it('is counted from the sending: window, reminders from the first to the last, escalation', () => {
    const policy = aPolicy({
      approval_window: 'P3D',
      reminder_after: ['P2D', 'PT12H', 'P1D'],
      escalation: { to: 'boss@example.com', after: 'PT60H' },
    });
    expect(sentUnder(policy)).toMatchObject({
      sent_at: '2026-11-23T12:00:00.000Z',
      reminder_times: ['2026-11-24T00:00:00.000Z', '2026-11-24T12:00:00.000Z', '2026-11-25T12:00:00.000Z'],
      escalation: { to: 'boss@example.com', at: '2026-11-26T00:00:00.000Z' },
      expires_at: '2026-11-26T12:00:00.000Z',
    });
  });

  it('has by default one reminder after two days and an end after fourteen, and nobody else is told', () => {
    expect(sentUnder(aPolicy())).toMatchObject({
      reminder_times: ['2026-11-25T12:00:00.000Z'],
      escalation: null,
      expires_at: '2026-12-07T12:00:00.000Z',
    });
  });

  it('has no reminder that would not come before its end', () => {
    const times = (over: Parameters<typeof aPolicy>[0], at?: string) =>
      sentUnder(aPolicy(over), at === undefined ? NOON : new Date(at)).reminder_times;
    expect(times({ approval_window: 'P1D' })).toEqual([]);
    expect(times({ approval_window: 'P2D' })).toEqual([]);
    expect(times({ approval_window: 'PT48H1S' })).toEqual(['2026-11-25T12:00:00.000Z']);
    const working = { calendar: { time_zone: 'UTC' }, approval_window: 'PT72H' };
    expect(times(working)).toEqual(['2026-11-25T12:00:00.000Z']);
    // Thursday: two working days and 72 hours both end on Monday.
    expect(times(working, '2026-11-26T12:00:00.000Z')).toEqual([]);
  });

  it('counts working days in the company’s time zone, where it has a calendar', () => {
    // Wednesday 19:00 in Los Angeles, before Thanksgiving and the day after it: it is Thursday in UTC already.
    const sentAt = new Date('2026-11-26T03:00:00.000Z');
    const policy = aPolicy({
      calendar: { time_zone: 'America/Los_Angeles', holidays: ['2026-11-26', '2026-11-27'] },
      approval_window: 'P5D',
      reminder_after: ['P1D', 'PT24H'],
      escalation: { to: 'boss@example.com', after: 'P2DT1H' },
    });
    expect(sentUnder(policy, sentAt)).toMatchObject({
      // Monday 19:00, both: an end on a day off moves on.
      reminder_times: ['2026-12-01T03:00:00.000Z', '2026-12-01T03:00:00.000Z'],
      escalation: { at: '2026-12-02T04:00:00.000Z' },
      expires_at: '2026-12-05T03:00:00.000Z',
    });
  });

  it('keeps its hour where clocks change in between', () => {
    const policy = aPolicy({ calendar: { time_zone: 'Europe/Berlin' }, approval_window: 'P2D', reminder_after: [] });
    // From Friday 10:00 in summer to Tuesday 10:00 in winter.
    expect(sentUnder(policy, new Date('2026-10-23T08:00:00.000Z')).expires_at).toBe('2026-10-27T09:00:00.000Z');
  });

  it('has its reminders in order, whatever the policy’s order, and as many as there are', () => {
    const hours = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 10 });
    fc.assert(
      fc.property(hours, (all) => {
        const times = sentUnder(aPolicy({ reminder_after: all.map((hour) => `PT${hour}H`) })).reminder_times;
        expect(times).toEqual(all.toSorted((a, b) => a - b).map((hour) => afterNoon(hour * 3600).toISOString()));
      }),
    );
  });

  it('stays as it is when the policy changes: nothing of it is looked up again', () => {
    const before = send(null, aSent({ integration: anIntegration() }));
    const later = accept(before, anActing(), {}).request;
    expect([later.expires_at, later.reminder_times]).toEqual([
      before.request.expires_at,
      before.request.reminder_times,
    ]);
  });
});
