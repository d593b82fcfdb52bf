import { exportIsOutstanding, mayHaveReachedErp, waitsForErp } from '#domain/attempts.ts';
import { giveUp } from '#domain/exporting.ts';
import { expire, nextRun, windowIsOver } from '#domain/life.ts';
import { nextMailAt } from '#domain/mail-times.ts';
import { VersionConflict, type Clock, type Ledger } from '#domain/ports.ts';
import type { MailQueue } from '#domain/telling.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { owesEvents } from '#domain/publishing.ts';
import { awaitsDecision, type RequestStatus } from '#domain/request.ts';
import { findRequest } from '#use-cases/find-request.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
import { readTaskRecord, type TaskKey } from '#use-cases/task-key.ts';

/** Where the workflow goes from here: an ending by its status, the export, or the end of this execution. */
export type WayOn = 'export' | 'left_to_the_sweeper' | RequestStatus;

export interface SettleDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly mailQueue: MailQueue;
}

/** Which wait of the workflow ended: for the decision, or for the export. */
export type SettledAfter = 'approval' | 'export';

/** What the ledger must hold before the workflow goes on, and the way on; `next` null when the ledger is right as it is. */
const judge = (record: ProjectRecord, after: SettledAfter, now: Date): { next: ProjectRecord | null; way: WayOn } => {
  const { request } = record;
  if (awaitsDecision(request)) {
    return windowIsOver(record, now)
      ? { next: expire(record, now), way: 'expired' }
      : { next: nextRun(record, now), way: 'left_to_the_sweeper' };
  }
  if (request.status !== 'exporting') return { next: null, way: request.status };
  if (after === 'approval' && exportIsOutstanding(request)) return { next: null, way: 'export' };
  return mayHaveReachedErp(request) || waitsForErp(request, now)
    ? { next: nextRun(record, now), way: 'left_to_the_sweeper' }
    : { next: giveUp(record, now), way: 'failed_to_export' };
};

/**
 * A wait of the workflow ended without success. Reads the ledger, writes what only time could tell (the window is over, the
 * ERP stayed unreachable), and names the way on. What the workflow was told is of no account.
 */
export const settleRequest = async (deps: SettleDeps, key: TaskKey, after: SettledAfter): Promise<WayOn> => {
  for (;;) {
    const record = await readTaskRecord(deps.ledger, key);
    if (record === null) return (await findRequest(deps.ledger, key.companyId, key.requestId)).request.status;
    const { next, way } = judge(record, after, deps.clock());
    try {
      if (next !== null) await deps.ledger.write(record, next);
      const current = next ?? record;
      // This is where most requests end: whoever is told of it hears at once.
      if (nextMailAt(current) !== null || owesEvents(current)) await queueMails(deps, current);
      return way;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
  }
};
