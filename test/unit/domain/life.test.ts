import { describe, expect, it } from 'vitest';
import { mayHaveReachedErp } from '#domain/attempts.ts';
import { DomainError } from '#domain/errors.ts';
import { beginExport, endExport, giveUp, type ExportOutcome } from '#domain/exporting.ts';
import {
  accept,
  acceptInPart,
  expire,
  heard,
  mailed,
  nextRun,
  reject,
  retrieve,
  retry,
  windowIsOver,
} from '#domain/life.ts';
import { link, untie } from '#domain/linking.ts';
import { projectRecord, type ProjectRecord } from '#domain/project-record.ts';
import { afterNoon, aLinked, anActing, anApprover, aPerson, aReceipt, aRecord, NOON } from '#test/support/records.ts';

const acting = anActing();
const second = aPerson({ id: 'second', name: 'Berta Second', email: 'berta@example.com' });
const receipt = aReceipt({ at: afterNoon(180).toISOString() });
const accepted = accept(heard(aRecord(), 'token', afterNoon(5)), acting, { job_id: 'P-042' });
const running = beginExport(accepted, afterNoon(120));
const ended = (result: ExportOutcome): ProjectRecord => endExport(running, result, afterNoon(180));
const refused = ended({ outcome: 'refused', message: 'The job number is taken.', field: 'fields.job_id' });

const refusal = (act: () => unknown): DomainError => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};

describe('what happens to a request', () => {
  it('fits the record’s schema at every step, and never changes the record before', () => {
    const frozen = structuredClone(refused);
    const retried = retry(refused, { ...acting, at: afterNoon(300) }, { job_id: 'P-043' });
    const life = [
      accepted,
      running,
      refused,
      retried,
      ended({ outcome: 'synced', receipt }),
      expire(aRecord(), NOON),
      nextRun(accepted, NOON),
      acceptInPart(aRecord(), anActing({ onBehalfOf: [second], trace: { link: 'f', signed_in: true } }), {}),
      mailed(aRecord(), [{ kind: 'approval', to: 'approver', nth: 0 }], NOON, NOON),
      link(null, aLinked()),
      untie(ended({ outcome: 'synced', receipt }), 'reset', { by: second, reason: 'Again.', at: NOON }).next,
    ];
    for (const record of life) expect(projectRecord.parse(record)).toEqual(record);
    expect(refused).toEqual(frozen);
  });

  it('cannot happen in the wrong state, and the state is told', () => {
    const { code, message, extra } = refusal(() => retrieve(refused, aPerson(), NOON));
    expect(code).toBe('wrong_state');
    expect(message).toBe('This cannot be done while the request is failed to export.');
    expect(extra).toEqual({ request: { id: '42-1', status: 'failed_to_export', decision: refused.request.decision } });
  });

  it('is over when the window is, to the millisecond', () => {
    const record = aRecord();
    const end = Date.parse(record.request.expires_at);
    expect(windowIsOver(record, new Date(end - 1))).toBe(false);
    expect(windowIsOver(record, new Date(end))).toBe(true);
  });

  it('names a person in the event when a person did it, and nobody when the clock or the workflow did', () => {
    expect(
      [...refused.events, ...expire(aRecord(), NOON).events].map(({ name, by }) => [name, by?.id ?? null]),
    ).toEqual([
      ['send', 'sender'],
      ['accept', 'approver'],
      ['begin_export', null],
      ['fail_export', null],
      ['send', 'sender'],
      ['expire', null],
    ]);
  });

  it('never brings the task token into an event or a request', () => {
    const told = JSON.stringify([accepted.request, accepted.events]);
    expect(accepted.task_token).toBe('token');
    expect(told).not.toContain('token');
    expect(running.task_token).toBeNull();
    expect(retry(refused, acting, {}).task_token).toBeNull();
    expect(nextRun(accepted, NOON).task_token).toBeNull();
  });

  it('notes mails beside those noted before, and how far people have been told', () => {
    const [first, other] = [
      { kind: 'approval', to: 'approver', nth: 0 },
      { kind: 'reminder', to: 'approver', nth: 1 },
    ] as const;
    const half = mailed(aRecord(), [first], null, afterNoon(5));
    expect(half).toMatchObject({ mailed: [first], told_up_to: null, version: 2 });
    const whole = mailed(half, [other], afterNoon(9), afterNoon(10));
    expect(whole).toMatchObject({
      mailed: [first, other],
      told_up_to: { sequence: 1, at: afterNoon(9).toISOString(), asks_at: null },
    });
    expect(mailed(half, [other], afterNoon(9), afterNoon(10), afterNoon(90)).told_up_to).toMatchObject({
      asks_at: afterNoon(90).toISOString(),
    });
    expect(mailed(whole, [], null, afterNoon(20)).told_up_to).toEqual(whole.told_up_to);
  });

  it('needs no further run once it is over', () => {
    const over = ended({ outcome: 'synced', receipt });
    expect(nextRun(over, NOON)).toBe(over);
  });
});

describe('a decision', () => {
  const absent = aPerson({ id: 'absent', name: 'Anna Absent', email: 'anna@example.com' });
  const trace = { link: '0123456789abcdef', session_opened_at: NOON.toISOString(), signed_in: true };
  const deputised = anActing({ by: second, onBehalfOf: [absent], trace });

  it('names the people it counts for, and its audit event says how its maker came in and on which data', () => {
    const { request, events } = accept(aRecord(), deputised, { job_id: 'P-042' });
    expect(request.decision).toEqual({
      kind: 'accept',
      by: second,
      on_behalf_of: [absent],
      at: afterNoon(60).toISOString(),
      via: 'link',
      fields: { job_id: 'P-042' },
      reason: null,
    });
    expect(events.at(-1)).toMatchObject({
      name: 'accept',
      by: second,
      details: {
        via: 'link',
        fields: { job_id: 'P-042' },
        on_behalf_of: ['absent'],
        ...trace,
        snapshot_sha256: request.snapshot_sha256,
      },
    });
    expect(accept(aRecord(), acting, {}).events.at(-1)?.details).not.toHaveProperty('on_behalf_of');
  });

  it('that is one accept of several leaves the request as it was, but for who has accepted', () => {
    const waiting = heard(aRecord(), 'token', NOON);
    const half = acceptInPart(waiting, deputised, { job_id: 'P-042' });
    expect(half.request).toEqual({
      ...waiting.request,
      accepted_by: [
        {
          by: second,
          on_behalf_of: [absent],
          at: afterNoon(60).toISOString(),
          via: 'link',
          fields: { job_id: 'P-042' },
        },
      ],
    });
    expect(half.task_token).toBe('token');
    expect(half.events.at(-1)).toMatchObject({ name: 'accept_in_part', status: 'ready_to_export' });
    const whole = accept(half, acting, { job_id: 'P-042' });
    expect(whole.request.accepted_by).toEqual(half.request.accepted_by);
    expect(whole.request).toMatchObject({ status: 'exporting', decision: { by: anApprover() } });
  });

  it('to reject ends the request whoever has accepted, and keeps the reason', () => {
    const { request } = reject(acceptInPart(aRecord(), deputised, {}), acting, 'Wrong codes.');
    expect(request).toMatchObject({
      status: 'rejected',
      run: 1,
      decision: { kind: 'reject', reason: 'Wrong codes.', by: anApprover() },
      accepted_by: [{ by: second }],
    });
  });

  it('to reject after a failure needs a run of its own: the old one has ended', () => {
    expect(reject(refused, acting, 'Never mind.').request).toMatchObject({ status: 'rejected', run: 2 });
  });
});

describe('an export', () => {
  it('ends with the receipt, which becomes what is synced', () => {
    const { synced, request } = ended({ outcome: 'synced', receipt });
    expect(synced).toEqual({
      ...receipt,
      snapshot_sha256: request.snapshot_sha256,
      request_id: '42-1',
      integration_id: 'main',
    });
    expect(request.exports).toEqual([
      {
        attempt: 1,
        started_at: afterNoon(120).toISOString(),
        ended_at: afterNoon(180).toISOString(),
        outcome: 'synced',
        message: null,
        field: null,
        receipt,
        found_nothing_at: null,
      },
    ]);
  });

  it('that was refused keeps the ERP’s message and the field it names', () => {
    expect(refused.request.exports.at(-1)).toMatchObject({
      outcome: 'refused',
      message: 'The job number is taken.',
      field: 'fields.job_id',
      receipt: null,
    });
    expect(refused.events.at(-1)?.details).toEqual({
      attempt: 1,
      outcome: 'refused',
      message: 'The job number is taken.',
      field: 'fields.job_id',
    });
  });

  it('that was refused is tried again with the corrected fields, in a new run', () => {
    const { request } = retry(refused, acting, { job_id: 'P-043' });
    expect(request).toMatchObject({
      status: 'exporting',
      run: 2,
      decision: { kind: 'accept', fields: { job_id: 'P-043' } },
    });
    expect(request.exports).toHaveLength(1);
  });

  it.each([
    ['nothing has begun', accepted],
    ['the attempt has ended', ended({ outcome: 'unknown', message: 'No answer.' })],
    ['the request is over', ended({ outcome: 'synced', receipt })],
  ])('cannot end when %s', (_, record) => {
    expect(refusal(() => endExport(record, { outcome: 'synced', receipt }, NOON)).code).toBe('wrong_state');
  });

  it('that never came to run after a retry is given up as such, not with the old refusal', () => {
    const given = giveUp(retry(refused, { ...acting, at: afterNoon(300) }, {}), afterNoon(400));
    expect(given.request.exports.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, 'refused'],
      [2, 'unavailable'],
    ]);
    expect(given.events.at(-1)?.details['message']).toContain('could not be started');
  });

  it('is given up only when the ERP surely wrote nothing', () => {
    const given = giveUp(ended({ outcome: 'unavailable', message: 'Down for maintenance.' }), afterNoon(200));
    expect(given.request.status).toBe('failed_to_export');
    expect(given.events.at(-1)?.details).toEqual({ attempt: 1, message: 'Down for maintenance.', known: true });
    for (const silent of [running, ended({ outcome: 'unknown', message: 'No answer.' })]) {
      expect(refusal(() => giveUp(silent, NOON)).code).toBe('wrong_state');
    }
  });

  it.each([
    [[], false],
    [['unavailable', 'refused'], false],
    [['running'], true],
    [['unknown', 'unavailable'], true],
    [['unknown', 'refused', 'unavailable'], false],
  ] as const)('after %j may have reached the ERP: %s', (outcomes, may) => {
    const [attempt] = running.request.exports;
    if (attempt === undefined) throw new Error('An attempt is running.');
    expect(
      mayHaveReachedErp({ ...running.request, exports: outcomes.map((outcome) => ({ ...attempt, outcome })) }),
    ).toBe(may);
  });
});
