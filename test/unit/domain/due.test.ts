import { describe, expect, it } from 'vitest';
import { dueAt, EXPORT_CHECK_SECONDS, UNHEARD_AFTER_SECONDS } from '#domain/due.ts';
import { beginExport, endExport } from '#domain/exporting.ts';
import { accept, heard } from '#domain/life.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { requestStatus, type RequestStatus } from '#domain/request.ts';
import { afterNoon, anApprover, aRecord } from '#test/support/records.ts';

const now = afterNoon(1000);
const inAMoment = afterNoon(1000 + UNHEARD_AFTER_SECONDS);

const inStatus = (status: RequestStatus, over: Partial<ProjectRecord> = {}): ProjectRecord => {
  const record = aRecord(over);
  return { ...record, request: { ...record.request, status } };
};

const accepted = accept(heard(aRecord(), 'token', now), { by: anApprover(), via: 'link', at: now }, {});

/** What the sweeper waits for in each status, with the workflow's token in the ledger and without. */
const EXPECTED: Readonly<Record<RequestStatus, { readonly withToken: Date | null; readonly without: Date | null }>> = {
  ready_to_export: { withToken: afterNoon(24 * 60 * 60), without: inAMoment },
  ready_to_update: { withToken: afterNoon(24 * 60 * 60), without: inAMoment },
  exporting: { withToken: inAMoment, without: inAMoment },
  failed_to_export: { withToken: null, without: null },
  synced: { withToken: null, without: null },
  rejected: { withToken: null, without: null },
  retrieved: { withToken: null, without: null },
  expired: { withToken: null, without: null },
};

describe('the moment at which the sweeper looks again', () => {
  it.each(requestStatus.options)('is right in %s', (status) => {
    expect(dueAt(inStatus(status), now)).toEqual(EXPECTED[status].without);
    expect(dueAt(inStatus(status, { task_token: 'token' }), now)).toEqual(EXPECTED[status].withToken);
  });

  it('leaves a running attempt the time that the workflow gives it', () => {
    const running = beginExport(accepted, now);
    expect(running.due_at).toBe(afterNoon(1000 + EXPORT_CHECK_SECONDS).toISOString());
    const silent = endExport(running, { outcome: 'unknown', message: 'No answer.' }, now);
    expect(silent.due_at).toBe(inAMoment.toISOString());
  });

  it('is in the record after every step', () => {
    expect(aRecord().due_at).toBe(afterNoon(UNHEARD_AFTER_SECONDS).toISOString());
    expect(heard(aRecord(), 'token', now).due_at).toBe(afterNoon(24 * 60 * 60).toISOString());
    expect(accepted.due_at).toBe(inAMoment.toISOString());
  });
});
