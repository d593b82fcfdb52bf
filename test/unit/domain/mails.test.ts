import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { beginExport, endExport, giveUp } from '#domain/exporting.ts';
import type { Integration } from '#domain/integration.ts';
import { accept, acceptInPart, expire, heard, mailed, reject, retrieve, retry } from '#domain/life.ts';
import { link, untie } from '#domain/linking.ts';
import { mailReason, nextAskingAt, nextMailAt } from '#domain/mail-times.ts';
import { mailing, toldUpTo, type Mailing } from '#domain/mailing.ts';
import { owedMails } from '#domain/mails.ts';
import { send } from '#domain/opening.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { requestStatus } from '#domain/request.ts';
import {
  afterNoon,
  aLinked,
  anActing,
  anApprover,
  anIntegration,
  aPerson,
  aPolicy,
  aReceipt,
  aSent,
  NOON,
} from '#test/support/records.ts';

const DAY = 24 * 3600;

const approver = anApprover();
const second = aPerson({ id: 'second', name: 'Berta Second', email: 'berta@example.com' });
const deputy = aPerson({ id: 'deputy', name: 'Dora Deputy', email: 'dora@example.com' });
const sender = aPerson();

const integration = (over: Parameters<typeof aPolicy>[0] = {}): Integration =>
  anIntegration({
    approvers: [approver, second],
    policy: aPolicy({
      accepts_needed: 2,
      reminder_after: ['P1D', 'P2D', 'P3D'],
      escalation: { to: 'boss@example.com', after: 'P4D' },
      ...over,
    }),
  });

const usual = integration();
const sent = (of = usual): ProjectRecord => send(null, aSent({ integration: of }));
const byLink = anActing({ by: approver });
const byApi = anActing({ by: approver, via: 'api' });

/** Who is owed what at a moment, as `kind nth to`. */
const owed = (record: ProjectRecord, at = afterNoon(1000), of = usual): string[] =>
  owedMails(record, of, at).map(({ kind, nth, to }) => `${kind} ${nth} ${to.id}`);

const noted = (record: ProjectRecord, at: Date, of = usual): Mailing[] =>
  owedMails(record, of, at).map(({ kind, nth, to }) => ({ kind, nth, to: to.id }));

/** Sends all that is owed. */
const post = (record: ProjectRecord, at = afterNoon(1000), of = usual): ProjectRecord => {
  const mails = noted(record, at, of);
  return mailed(record, mails, at, at, nextAskingAt({ ...record, mailed: [...record.mailed, ...mails] }, of, at));
};

const half = acceptInPart(sent(), anActing({ by: second }), {});
const accepted = accept(half, byLink, {});
const running = beginExport(accepted, afterNoon(100));
const synced = endExport(running, { outcome: 'synced', receipt: aReceipt() }, afterNoon(110));
const failed = endExport(running, { outcome: 'refused', message: 'No.', field: null }, afterNoon(110));

/** What people are owed once a request stands there, whatever was sent before. */
const table: { status: string; is: string; record: ProjectRecord; mails: string[] }[] = [
  { status: 'ready_to_export', is: 'just sent', record: sent(), mails: ['approval 0 approver', 'approval 0 second'] },
  { status: 'ready_to_export', is: 'accepted by one of two', record: half, mails: ['approval 0 approver'] },
  {
    status: 'ready_to_update',
    is: 'just sent again',
    record: send(synced, aSent({ integration: usual, at: afterNoon(500) })),
    mails: ['approval 0 approver', 'approval 0 second'],
  },
  { status: 'exporting', is: 'accepted', record: accepted, mails: [] },
  { status: 'exporting', is: 'being written', record: running, mails: [] },
  {
    status: 'exporting',
    is: 'unknown to the ERP or not',
    record: endExport(running, { outcome: 'unknown', message: 'No answer.' }, afterNoon(110)),
    mails: [],
  },
  {
    status: 'synced',
    is: 'exported',
    record: synced,
    mails: ['synced 0 sender', 'synced 0 second', 'synced 0 approver'],
  },
  { status: 'synced', is: 'tied by an administrator', record: link(null, aLinked()), mails: [] },
  {
    status: 'failed_to_export',
    is: 'refused',
    record: failed,
    mails: ['failed 1 sender', 'failed 1 second', 'failed 1 approver'],
  },
  {
    status: 'failed_to_export',
    is: 'given up',
    record: giveUp(accepted, afterNoon(110)),
    mails: ['failed 1 sender', 'failed 1 second', 'failed 1 approver'],
  },
  {
    status: 'rejected',
    is: 'rejected through a link, after one accept',
    record: reject(half, byLink, 'No.'),
    mails: ['rejected 0 sender', 'rejected 0 second', 'rejected 0 approver'],
  },
  {
    status: 'rejected',
    is: 'rejected through the API',
    record: reject(sent(), byApi, 'No.'),
    mails: ['rejected 0 sender'],
  },
  {
    status: 'rejected',
    is: 'rejected by one who had accepted',
    record: reject(half, anActing({ by: second }), 'No.'),
    mails: ['rejected 0 sender', 'rejected 0 second'],
  },
  {
    status: 'rejected',
    is: 'rejected through the API by one who had accepted',
    record: reject(half, anActing({ by: second, via: 'api' }), 'No.'),
    mails: ['rejected 0 sender'],
  },
  {
    status: 'rejected',
    is: 'rejected after a failure by another than those who had accepted',
    record: reject(post(failed), anActing({ by: deputy, via: 'api' }), 'No.'),
    mails: ['rejected 0 sender', 'rejected 0 second', 'rejected 0 approver'],
  },
  { status: 'retrieved', is: 'taken back', record: retrieve(half, sender, afterNoon(70)), mails: [] },
  {
    status: 'expired',
    is: 'decided on by nobody',
    record: expire(half, afterNoon(70)),
    mails: ['expired 0 sender', 'expired 0 second', 'expired 0 approver'],
  },
];

describe('who is owed a mail', () => {
  it.each(table)('about a request that is $status because it was $is', ({ status, record, mails }) => {
    expect(record.request.status).toBe(status);
    expect(owed(record)).toEqual(mails);
  });

  it('is said for every status', () => {
    expect([...new Set(table.map(({ status }) => status))].sort()).toEqual([...requestStatus.options].sort());
  });

  it.each(table)('is owed it once: $status because it was $is', ({ record }) => {
    expect(owed(post(record))).toEqual([]);
    expect(owed(post(post(record)), afterNoon(1001))).toEqual([]);
    // Whoever could not be reached is owed it still, and nobody else.
    const [first] = noted(record, afterNoon(1000));
    if (first !== undefined) {
      const some = mailed(record, [first], null, afterNoon(1000));
      expect(owed(some)).toEqual(owed(record).slice(1));
    }
  });

  it('is one person with one mail, whatever part they had', () => {
    const lax = integration({ four_eyes: false, accepts_needed: 'any' });
    const own = endExport(
      beginExport(accept(sent(lax), anActing({ by: sender }), {}), afterNoon(100)),
      { outcome: 'synced', receipt: aReceipt() },
      afterNoon(110),
    );
    expect(owed(own, afterNoon(1000), lax)).toEqual(['synced 0 sender']);
  });

  it('gets it at the address that the directory has', () => {
    expect(owedMails(sent(), usual, NOON).map(({ to }) => to.email)).toEqual([
      'aaron@example.com',
      'berta@example.com',
    ]);
  });
});

describe('who is asked', () => {
  it('is never the sender, whoever they stand in for', () => {
    const delegates = [{ approver: 'approver', delegate: sender, from: '2026-11-01', to: '2026-11-30' }];
    const with3 = anIntegration({ approvers: [approver, second, sender], policy: aPolicy({ delegates }) });
    expect(owed(send(null, aSent({ integration: with3 })), NOON, with3)).toEqual([
      'approval 0 approver',
      'approval 0 second',
    ]);
  });

  it('is the delegate while the approver is away, and the approver again afterwards', () => {
    const delegates = [{ approver: 'second', delegate: deputy, from: '2026-11-23', to: '2026-11-23' }];
    const away = integration({ delegates });
    expect(owed(sent(away), NOON, away)).toEqual(['approval 0 approver', 'approval 0 deputy']);
    expect(owed(post(sent(away), NOON, away), afterNoon(DAY), away)).toEqual([
      'reminder 1 approver',
      'approval 1 second',
    ]);
  });

  it('is somebody who became an approver in the meantime', () => {
    const more = { ...usual, approvers: [...usual.approvers, deputy] };
    expect(owed(post(sent(), NOON), afterNoon(60), more)).toEqual(['approval 0 deputy']);
  });
});

describe('an absence that begins while a request waits', () => {
  const MIDNIGHT = 12 * 3600;
  const onLeave = integration({
    accepts_needed: 'all',
    reminder_after: [],
    escalation: null,
    delegates: [{ approver: 'second', delegate: deputy, from: '2026-11-24', to: '2026-11-25' }],
  });
  const asked = post(sent(onLeave), NOON, onLeave);

  it('makes the record due at its start, when the delegate is asked, once', () => {
    expect(nextMailAt(asked)).toEqual(afterNoon(MIDNIGHT));
    expect(asked.due_at).toBe(afterNoon(60).toISOString());
    expect(heard(asked, 'token', NOON).due_at).toBe(afterNoon(MIDNIGHT).toISOString());
    expect(owed(asked, afterNoon(MIDNIGHT - 1), onLeave)).toEqual([]);
    expect(owed(asked, afterNoon(MIDNIGHT), onLeave)).toEqual(['approval 0 deputy']);
    const told = post(asked, afterNoon(MIDNIGHT), onLeave);
    expect(owed(told, afterNoon(2 * DAY), onLeave)).toEqual([]);
    expect(nextMailAt(told)).toBeNull();
  });

  it('is reckoned in the company’s time zone', () => {
    const there = integration({
      calendar: { time_zone: 'America/Los_Angeles' },
      delegates: onLeave.policy.delegates,
      reminder_after: [],
      escalation: null,
    });
    expect(nextMailAt(post(sent(there), NOON, there))).toEqual(new Date('2026-11-24T08:00:00.000Z'));
  });

  it('asks nobody for an approver who has accepted before', () => {
    const half = post(acceptInPart(asked, anActing({ by: second, at: afterNoon(60) }), {}), afterNoon(70), onLeave);
    expect(nextMailAt(half)).toBeNull();
    expect(owed(half, afterNoon(DAY), onLeave)).toEqual([]);
  });

  it('asks nobody anew who comes back after their delegate has accepted, and whoever was never asked otherwise', () => {
    const away = integration({
      accepts_needed: 'all',
      reminder_after: [],
      escalation: null,
      delegates: [{ approver: 'second', delegate: deputy, from: '2026-11-01', to: '2026-11-23' }],
    });
    const delegated = post(sent(away), NOON, away);
    expect(nextMailAt(delegated)).toEqual(afterNoon(MIDNIGHT));
    expect(owed(delegated, afterNoon(MIDNIGHT), away)).toEqual(['approval 0 second']);
    const answered = acceptInPart(delegated, anActing({ by: deputy, onBehalfOf: [second], at: afterNoon(60) }), {});
    expect(nextMailAt(post(answered, afterNoon(70), away))).toBeNull();
    expect(owed(post(answered, afterNoon(70), away), afterNoon(DAY), away)).toEqual([]);
  });

  it('does not matter once the window is over, or the request decided', () => {
    const short = { ...onLeave, policy: { ...onLeave.policy, approval_window: 'PT12H' } };
    expect(nextMailAt(post(sent(short), NOON, short))).toBeNull();
    expect(nextAskingAt(accept(asked, byLink, {}), onLeave, afterNoon(60))).toBeNull();
    expect(nextMailAt(accept(asked, byLink, {}))).toBeNull();
  });

  it('is still to be looked after when the mail to the delegate came back', () => {
    const failed = mailed(asked, [], null, afterNoon(MIDNIGHT + 5));
    expect(nextMailAt(failed)).toEqual(afterNoon(MIDNIGHT));
    expect(owed(failed, afterNoon(MIDNIGHT + 5), onLeave)).toEqual(['approval 0 deputy']);
  });

  it('is never forgotten, whoever goes and comes back when', () => {
    const date = fc.constantFrom('2026-11-23', '2026-11-24', '2026-11-25', '2026-11-28', '2026-12-06', '2026-12-08');
    const someone = fc.constantFrom(deputy, approver, second);
    const absence = fc.record({
      approver: fc.constantFrom('approver', 'second'),
      delegate: someone,
      from: date,
      to: date,
    });
    const hours = fc.integer({ min: 0, max: 15 * 24 });
    fc.assert(
      fc.property(
        fc.array(absence, { maxLength: 4 }),
        fc.integer({ min: 0, max: 300 }),
        hours,
        fc.boolean(),
        (delegates, first, last, isAnswered) => {
          const of = integration({ accepts_needed: 'all', delegates, reminder_after: [], escalation: null });
          const opened = isAnswered ? acceptInPart(sent(of), anActing({ by: second, at: NOON }), {}) : sent(of);
          const told = post(opened, afterNoon(first * 3600), of);
          const at = afterNoon(Math.min(first + last, 14 * 24 - 1) * 3600);
          const next = nextMailAt(told);
          if (owed(told, at, of).length > 0) expect(next !== null && next <= at).toBe(true);
          else if (next !== null && next <= at) expect(owed(told, next, of)).not.toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is news for the queue', () => {
    const reason = mailReason(asked, afterNoon(MIDNIGHT - 1));
    expect(mailReason(asked, afterNoon(MIDNIGHT))).not.toBe(reason);
    expect(mailReason(asked, NOON)).toBe(reason);
  });

  it('was not noted by the release before', () => {
    const { asks_at: _, ...before } = toldUpTo.parse({ sequence: 1, at: NOON.toISOString() });
    expect(toldUpTo.parse(before).asks_at).toBeNull();
  });
});

describe('R14: a reject where several must accept', () => {
  const all = integration({ accepts_needed: 'all' });
  const with3 = { ...all, approvers: [...all.approvers, deputy] };
  const asked = post(sent(with3), NOON, with3);
  const closed = (record: ProjectRecord, of: Integration = with3): string[] =>
    owed(record, afterNoon(1000), of).filter((mail) => mail.startsWith('closed'));

  it('is told in short to whoever was asked and has not decided', () => {
    const half = acceptInPart(asked, anActing({ by: second }), {});
    const rejected = reject(half, byLink, 'No.');
    expect(owed(rejected, afterNoon(1000), with3)).toEqual([
      'rejected 0 sender',
      'rejected 0 second',
      'rejected 0 approver',
      'closed 0 deputy',
    ]);
    expect(owed(post(rejected, afterNoon(1000), with3), afterNoon(2000), with3)).toEqual([]);
    expect(closed(reject(half, byApi, 'No.'))).toEqual(['closed 0 deputy']);
  });

  it('is not told so to whoever rejected, by whatever account', () => {
    const alias = anApprover({ id: 'aaron-2', email: 'Aaron@Example.com' });
    expect(closed(reject(asked, anActing({ by: alias, via: 'api' }), 'No.'))).toEqual([
      'closed 0 second',
      'closed 0 deputy',
    ]);
  });

  it('is not told so to somebody whom no mail has asked, nor where one accept was enough', () => {
    expect(closed(reject(sent(with3), byApi, 'No.'))).toEqual([]);
    for (const accepts_needed of ['any', 1] as const) {
      const lax = { ...with3, policy: aPolicy({ accepts_needed }) };
      expect(closed(reject(post(sent(lax), NOON, lax), byApi, 'No.'), lax)).toEqual([]);
    }
    expect(closed(reject(asked, byApi, 'No.'), { ...with3, policy: aPolicy({ accepts_needed: 2 }) })).toHaveLength(2);
  });

  it('is not told so after a failed export: nobody was waited for any more', () => {
    const two = { ...with3, policy: aPolicy({ accepts_needed: 2 }) };
    const decided = accept(acceptInPart(post(sent(two), NOON, two), anActing({ by: second }), {}), byLink, {});
    expect(closed(reject(giveUp(decided, afterNoon(100)), byApi, 'No.'), two)).toEqual([]);
  });
});

describe('a reminder', () => {
  const asked = post(sent(), NOON);

  it('comes with each time that passes, to those who have not answered', () => {
    expect(owed(asked, afterNoon(DAY - 1))).toEqual([]);
    expect(owed(asked, afterNoon(DAY))).toEqual(['reminder 1 approver', 'reminder 1 second']);
    const reminded = post(asked, afterNoon(DAY));
    expect(owed(reminded, afterNoon(2 * DAY - 1))).toEqual([]);
    expect(owed(reminded, afterNoon(2 * DAY))).toEqual(['reminder 2 approver', 'reminder 2 second']);
    const answered = acceptInPart(reminded, anActing({ by: approver, at: afterNoon(2 * DAY - 1) }), {});
    expect(owed(answered, afterNoon(2 * DAY))).toEqual(['reminder 2 second']);
  });

  it('is only the latest one of several that passed, so that an outage brings no burst', () => {
    expect(owed(asked, afterNoon(3 * DAY))).toEqual(['reminder 3 approver', 'reminder 3 second']);
    expect(owed(post(asked, afterNoon(3 * DAY)), afterNoon(3 * DAY))).toEqual([]);
  });

  it('does not come right after somebody was asked', () => {
    const late = post(sent(), afterNoon(2 * DAY));
    expect(late.mailed).toEqual([
      { kind: 'approval', to: 'approver', nth: 2 },
      { kind: 'approval', to: 'second', nth: 2 },
    ]);
    expect(owed(late, afterNoon(3 * DAY - 1))).toEqual([]);
    expect(owed(late, afterNoon(3 * DAY))).toEqual(['reminder 3 approver', 'reminder 3 second']);
  });

  it('comes no more once the request is decided, taken back or over', () => {
    for (const record of [accept(asked, byLink, {}), retrieve(asked, sender, afterNoon(60))]) {
      expect(owed(record, afterNoon(3 * DAY))).toEqual([]);
    }
    expect(owed(expire(asked, afterNoon(14 * DAY)), afterNoon(14 * DAY)).join()).not.toContain('reminder');
  });
});

describe('an escalation', () => {
  it('comes once, however often somebody looks, to the address that the policy names', () => {
    const late = post(post(sent(), NOON), afterNoon(3 * DAY));
    expect(owed(late, afterNoon(4 * DAY - 1))).toEqual([]);
    expect(owedMails(late, usual, afterNoon(4 * DAY))).toEqual([
      { kind: 'escalation', nth: 0, to: { id: 'boss@example.com', email: 'boss@example.com' } },
    ]);
    expect(owed(post(late, afterNoon(4 * DAY)), afterNoon(5 * DAY))).toEqual([]);
  });

  it('goes where the policy pointed when the request was sent', () => {
    const moved = integration({ escalation: { to: 'other@example.com', after: 'P1D' } });
    expect(owed(post(sent(), NOON), afterNoon(DAY), moved).join()).not.toContain('escalation');
    expect(owed(post(sent(), NOON), afterNoon(4 * DAY), moved)).toContain('escalation 0 boss@example.com');
  });

  it('is not needed for a request that is decided', () => {
    expect(owed(reject(sent(), byApi, 'No.'), afterNoon(5 * DAY))).toEqual(['rejected 0 sender']);
  });
});

describe('a failure', () => {
  const told = post(failed);
  const retried = retry(told, anActing({ by: second, at: afterNoon(2000) }), {});

  it('is told anew when the export fails again after a retry, to whoever retried, and to all who had accepted', () => {
    const again = endExport(
      beginExport(retried, afterNoon(2010)),
      { outcome: 'refused', message: 'No.', field: null },
      afterNoon(2020),
    );
    expect(owed(again, afterNoon(2030))).toEqual(['failed 2 sender', 'failed 2 second', 'failed 2 approver']);
    expect(owed(post(again, afterNoon(2030)), afterNoon(2040))).toEqual([]);
  });

  it('is told anew when the retry never came to run', () => {
    expect(owed(giveUp(retried, afterNoon(2010)), afterNoon(2030))).toEqual([
      'failed 2 sender',
      'failed 2 second',
      'failed 2 approver',
    ]);
  });

  it('is the first one, however many attempts there were', () => {
    let record = accepted;
    for (const start of [100, 200, 300]) {
      record = beginExport(record, afterNoon(start));
      record = endExport(record, { outcome: 'unavailable', message: 'Down.' }, afterNoon(start + 10));
    }
    expect(owed(giveUp(record, afterNoon(400)))).toEqual(['failed 1 sender', 'failed 1 second', 'failed 1 approver']);
  });

  it('is not told any more when it was retried before the mail went out', () => {
    expect(owed(retry(failed, byApi, {}))).toEqual([]);
  });
});

describe('the moment of the next mail', () => {
  const quiet = post(sent(), afterNoon(10));

  it('is that of the last event until people are told of it', () => {
    expect(nextMailAt(sent())).toEqual(NOON);
    expect(nextMailAt(mailed(sent(), [], null, afterNoon(10)))).toEqual(NOON);
    expect(nextMailAt(reject(quiet, anActing({ at: afterNoon(60) }), 'No.'))).toEqual(afterNoon(60));
    expect(nextMailAt(post(reject(quiet, byApi, 'No.')))).toBeNull();
  });

  it('is that of an event even if the mailer’s clock is ahead', () => {
    const early = mailed(sent(), [], afterNoon(3600), afterNoon(3600));
    expect(nextMailAt(reject(early, anActing({ at: afterNoon(60) }), 'No.'))).toEqual(afterNoon(60));
  });

  it('is that of each reminder in turn, then of the escalation, then never', () => {
    const moments: (Date | null)[] = [];
    let record = quiet;
    for (;;) {
      const next = nextMailAt(record);
      moments.push(next);
      if (next === null) break;
      record = post(record, next);
    }
    expect(moments).toEqual([...[1, 2, 3, 4].map((day) => afterNoon(day * DAY)), null]);
  });

  it.each([
    ['is being exported', running],
    ['was taken back', retrieve(sent(), sender, afterNoon(60))],
    [
      'was untied after all were told',
      untie(post(synced), 'reset', { by: sender, reason: 'x', at: afterNoon(2000) }).next,
    ],
  ])('is never for a request that %s', (_, record) => {
    expect(nextMailAt(record)).toBeNull();
  });

  it('stays when the project is untied before the sender heard of the job', () => {
    const untied = untie(synced, 'unlink', { by: sender, reason: 'x', at: afterNoon(2000) }).next;
    expect(nextMailAt(untied)).not.toBeNull();
    expect(owed(untied, afterNoon(2010))).toEqual(['synced 0 sender', 'synced 0 second', 'synced 0 approver']);
  });

  it('has come whenever somebody is owed a mail by what has happened or by the clock', () => {
    const seconds = fc.integer({ min: 1000, max: 6 * DAY });
    fc.assert(
      fc.property(
        fc.constantFrom(...table),
        fc.array(seconds, { maxLength: 4 }),
        seconds,
        ({ record }, times, last) => {
          const told = times.sort((a, b) => a - b).reduce((next, time) => post(next, afterNoon(time)), record);
          const at = afterNoon(Math.max(last, ...times));
          const since = nextMailAt(told);
          if (owed(told, at).length > 0) expect(since !== null && since <= at).toBe(true);
          expect(owed(post(told, at), at)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the name of what people are mailed for', () => {
  it('is the same until something happens, or a reminder or the escalation is due', () => {
    const record = sent();
    const days = [0, 0.5, 1, 1.5, 2, 3, 3.5, 4, 5];
    const reasons = days.map((day) => mailReason(record, afterNoon(day * DAY)));
    expect(reasons.map((reason) => reasons.indexOf(reason))).toEqual([0, 0, 2, 2, 4, 5, 5, 7, 7]);
    expect(mailReason(heard(post(record), 'token', NOON), NOON)).toBe(reasons[0]);
    expect(mailReason(half, NOON)).not.toBe(reasons[0]);
  });

  it('fits the queue: at most 70 letters, digits and hyphens, with as many reminders as there can be', () => {
    const most = integration({ reminder_after: Array.from({ length: 10 }, (_, index) => `P${index + 1}D`) });
    expect(mailReason(sent(most), afterNoon(13 * DAY))).toMatch(/^[A-Za-z0-9-]{1,70}$/);
  });
});

describe('what release 1 noted', () => {
  it('reads as approvals that were mailed, and nobody is asked again', () => {
    const mails = z
      .array(z.unknown())
      .parse(['approver', 'second'])
      .map((row) => mailing.parse(row));
    expect(mails).toEqual([
      { kind: 'approval', to: 'approver', nth: 0 },
      { kind: 'approval', to: 'second', nth: 0 },
    ]);
    const record = { ...sent(), mailed: mails };
    expect(owed(record, NOON)).toEqual([]);
    expect(owed(record, afterNoon(DAY))).toEqual(['reminder 1 approver', 'reminder 1 second']);
    const { reminder_times: _, escalation: __, ...request } = record.request;
    expect(
      owed({ ...record, request: { ...request, reminder_times: [], escalation: null } }, afterNoon(9 * DAY)),
    ).toEqual([]);
  });

  it('is read beside what this release notes', () => {
    const note = { kind: 'reminder', to: 'approver', nth: 2 } as const;
    expect(mailing.parse(note)).toEqual(note);
    expect(mailing.safeParse({ ...note, kind: 'digest' }).success).toBe(false);
    expect(mailing.safeParse({ ...note, nth: -1 }).success).toBe(false);
  });
});
