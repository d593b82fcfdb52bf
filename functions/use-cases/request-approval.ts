import { heard, windowIsOver } from '#domain/life.ts';
import { VersionConflict, type Clock, type Ledger } from '#domain/ports.ts';
import type { MailQueue } from '#domain/telling.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { awaitsDecision } from '#domain/request.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
import { readTaskRecord, type TaskKey } from '#use-cases/task-key.ts';

export interface RequestApprovalDeps {
  readonly ledger: Ledger;
  readonly mailQueue: MailQueue;
  readonly clock: Clock;
}

/** `waiting`: the workflow waits for a decision. Else there is none to wait for, and the ledger says why. */
export type ApprovalState = 'waiting' | 'accepted' | 'over';

/** Leaves the token in the ledger, so that whoever decides can wake the workflow; a word when there is nothing to wait for. */
const keepToken = async (
  deps: RequestApprovalDeps,
  key: TaskKey,
  token: string,
): Promise<ProjectRecord | 'accepted' | 'over'> => {
  for (;;) {
    const record = await readTaskRecord(deps.ledger, key);
    if (record === null) return 'over';
    if (!awaitsDecision(record.request)) return record.request.status === 'exporting' ? 'accepted' : 'over';
    if (windowIsOver(record, deps.clock())) return 'over';
    const next = heard(record, token, deps.clock());
    try {
      await deps.ledger.write(record, next);
      return next;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
  }
};

/**
 * Makes the request decidable: keeps the task token first, then has the approvers mailed. A repeat after a crash replaces the
 * token and mails only those who have no mail yet; the link they get is the same.
 */
export const requestApproval = async (
  deps: RequestApprovalDeps,
  key: TaskKey,
  token: string,
): Promise<ApprovalState> => {
  const record = await keepToken(deps, key, token);
  if (typeof record === 'string') return record;
  await queueMails(deps, record);
  return 'waiting';
};
