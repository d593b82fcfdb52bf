import { describe, expect, it } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { beginExport, endExport, giveUp, mayHaveReachedErp, type ExportOutcome } from '#domain/exporting.ts';
import { accept, expire, heard, mailed, nextRun, reject, retrieve, retry, send, windowIsOver } from '#domain/life.ts';
import { projectRecord, type ProjectRecord } from '#domain/project-record.ts';
import { afterNoon, anApprover, anIntegration, aPerson, aRecord, aSent, NOON } from '#test/support/records.ts';

const acting = { by: anApprover(), via: 'link', at: afterNoon(60) } as const;
const receipt = { job_id: 'P-042', erp_id: '7', url: 'https://erp.example.com/7', at: afterNoon(180).toISOString() };
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

describe('a send', () => {
  it('is refused while another is open, naming that one', () => {
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
    const before = mailed(reject(heard(aRecord(), 'token', NOON), acting, 'Wrong codes.'), ['approver']);
    const after = send(before, aSent());
    expect(after).toMatchObject({
      task_token: null,
      mailed: [],
      request: { decision: null, exports: [], run: 1, link_epoch: 0 },
    });
  });
});

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

  it('mails an approver once', () => {
    expect(mailed(mailed(aRecord(), ['a', 'b']), ['b', 'c']).mailed).toEqual(['a', 'b', 'c']);
  });

  it('needs no further run once it is over', () => {
    const over = ended({ outcome: 'synced', receipt });
    expect(nextRun(over, NOON)).toBe(over);
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
