import { describe, expect, it } from 'vitest';
import { dueAt, EXPORT_CHECK_SECONDS, patienceWith, UNHEARD_AFTER_SECONDS } from '#domain/due.ts';
import { beginExport, endExport, openCase, pause } from '#domain/exporting.ts';
import { accept, acceptInPart, expire, heard, mailed, nextRun, reject, retrieve } from '#domain/life.ts';
import { link, untie } from '#domain/linking.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { requestStatus, type RequestStatus } from '#domain/request.ts';
import { afterNoon, aLinked, anActing, anIntegration, aPerson, aPolicy, aRecord } from '#test/support/records.ts';

const now = afterNoon(1000);
const inAMoment = afterNoon(1000 + UNHEARD_AFTER_SECONDS);
const HOUR = 3600;
const DAY = 24 * HOUR;

/** All mails that were owed until now were sent. */
const told = (record: ProjectRecord, at = now): ProjectRecord => mailed(record, [], at, at);

const inStatus = (status: RequestStatus, over: Partial<ProjectRecord> = {}): ProjectRecord => {
  const record = told(aRecord(over));
  return { ...record, request: { ...record.request, status } };
};

const accepted = accept(heard(told(aRecord()), 'token', now), anActing({ at: now }), {});
const sentBack = reject(aRecord(), anActing({ at: now }), 'Wrong codes.');

/** A request about which people are reminded an hour and a day after noon, and somebody else is told after two days. */
const reminding = heard(
  aRecord(
    {},
    {
      integration: anIntegration({
        policy: aPolicy({
          reminder_after: ['P1D', 'PT1H'],
          escalation: { to: 'boss@example.com', after: 'P2D' },
          approval_window: 'P3D',
        }),
      }),
    },
  ),
  'token',
  now,
);

/** What the sweeper waits for in each status once all mails are sent, with the workflow's token in the ledger and without. */
const EXPECTED: Readonly<Record<RequestStatus, { readonly withToken: Date | null; readonly without: Date | null }>> = {
  ready_to_export: { withToken: afterNoon(DAY), without: inAMoment },
  ready_to_update: { withToken: afterNoon(DAY), without: inAMoment },
  exporting: { withToken: inAMoment, without: inAMoment },
  failed_to_export: { withToken: null, without: null },
  synced: { withToken: null, without: null },
  rejected: { withToken: null, without: null },
  retrieved: { withToken: null, without: null },
  expired: { withToken: null, without: null },
};

describe('the moment at which the sweeper looks again', () => {
  it.each(requestStatus.options)('is right in %s when all mails are sent', (status) => {
    expect(dueAt(inStatus(status), now)).toEqual(EXPECTED[status].without);
    expect(dueAt(inStatus(status, { task_token: 'token' }), now)).toEqual(EXPECTED[status].withToken);
  });

  it('leaves a running attempt the time that the workflow gives it, unless people must be told of it before', () => {
    const running = beginExport(accepted, now);
    expect(running.due_at).toBe(afterNoon(1000 + 15 * 60).toISOString());
    const toldOf = told(openCase(running, afterNoon(1000 + 15 * 60)), afterNoon(1000 + 15 * 60));
    expect(toldOf.due_at).toBe(afterNoon(1000 + 15 * 60 + EXPORT_CHECK_SECONDS).toISOString());
    const silent = endExport(running, { outcome: 'unknown', message: 'No answer.' }, now);
    expect(silent.due_at).toBe(inAMoment.toISOString());
  });

  it('leaves an export alone until the pause of its ERP is over', () => {
    const until = afterNoon(1000 + 600).toISOString();
    const closure = { until, isHeld: false };
    expect(pause(accepted, closure, now).due_at).toBe(until);
    expect(pause(accepted, closure, afterNoon(1000 + 600)).due_at).toBe(afterNoon(1000 + 660).toISOString());
    const often = { ...accepted, request: { ...accepted.request, run: 20 } };
    expect(pause(often, closure, afterNoon(1000 + 600)).due_at).toBe(afterNoon(1000 + 660).toISOString());
    const known = told(openCase(beginExport(accepted, now), now));
    const tired = { ...known, request: { ...known.request, run: 20 } };
    expect(pause(tired, closure, now).due_at).toBe(afterNoon(1000 + 6 * HOUR).toISOString());
  });

  it('is in the record after every step', () => {
    expect(aRecord().due_at).toBe(afterNoon(UNHEARD_AFTER_SECONDS).toISOString());
    expect(heard(told(aRecord()), 'token', now).due_at).toBe(afterNoon(DAY).toISOString());
    expect(accepted.due_at).toBe(inAMoment.toISOString());
  });

  it('comes twice as late after each run that led nowhere, and at most six hours later', () => {
    expect([1, 2, 3, 9, 10, 40].map((run) => patienceWith({ run }))).toEqual([60, 120, 240, 15_360, 21_600, 21_600]);
    expect(nextRun(nextRun(told(aRecord()), now), now).due_at).toBe(afterNoon(1000 + 240).toISOString());
  });

  it('is never later than the end of the window, however many runs led nowhere', () => {
    let record = told(aRecord());
    for (let run = 0; run < 12; run += 1) record = nextRun(record, afterNoon(DAY - 600));
    expect(record.due_at).toBe(record.request.expires_at);
  });
});

describe('a mail that is owed', () => {
  it.each([
    ['a reject', sentBack],
    ['an expiry', expire(aRecord(), now)],
    ['one accept of several', acceptInPart(heard(told(aRecord()), 'token', now), anActing({ at: now }), {})],
    ['a failure', endExport(beginExport(accepted, now), { outcome: 'refused', message: 'No.', field: null }, now)],
  ])('after %s is looked after in a minute, although nobody decides any more', (_, record) => {
    expect(record.due_at).toBe(inAMoment.toISOString());
  });

  it('makes a closed request due until it is sent, and no longer', () => {
    const later = afterNoon(2000);
    expect(mailed(sentBack, [{ kind: 'rejected', to: 'sender', nth: 0 }], null, later).due_at).not.toBeNull();
    expect(mailed(sentBack, [{ kind: 'rejected', to: 'sender', nth: 0 }], later, later).due_at).toBeNull();
  });

  it.each([
    [10, 60],
    [100, 100],
    [HOUR, HOUR],
    [30 * DAY, HOUR],
  ])('for %i seconds is asked for again after %i, so that a queue that is down is not hammered', (waited, pause) => {
    const at = afterNoon(1000 + waited);
    expect(dueAt(sentBack, at)).toEqual(afterNoon(1000 + waited + pause));
  });

  it('is none where nobody is told: a project taken back, tied or untied', () => {
    expect(retrieve(aRecord(), aPerson(), now).due_at).toBeNull();
    const tied = link(null, aLinked());
    expect(tied.due_at).toBeNull();
    expect(untie(tied, 'unlink', { by: aPerson(), reason: 'x', at: now }).next.due_at).toBeNull();
  });

  it('is not forgotten when the project is untied in the meantime', () => {
    const synced = endExport(
      beginExport(accepted, now),
      {
        outcome: 'synced',
        receipt: { job_id: 'P-042', erp_id: '7', url: null, at: now.toISOString() },
      },
      now,
    );
    const untied = untie(synced, 'unlink', { by: aPerson(), reason: 'x', at: afterNoon(1030) }).next;
    expect(untied.due_at).not.toBeNull();
    const atRest = untie(told(synced), 'unlink', { by: aPerson(), reason: 'x', at: afterNoon(1030) }).next;
    expect(atRest.due_at).toBeNull();
  });

  it('comes with the clock too: each reminder, and the escalation, before the end of the window', () => {
    const moments: (string | null)[] = [];
    let record = told(reminding);
    for (let looks = 0; looks < 4; looks += 1) {
      moments.push(record.due_at);
      record = told(record, new Date(record.due_at ?? 0));
    }
    expect(moments).toEqual([HOUR, DAY, 2 * DAY, 3 * DAY].map((seconds) => afterNoon(seconds).toISOString()));
  });
});
