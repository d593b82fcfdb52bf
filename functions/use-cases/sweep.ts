import { exportIsOutstanding } from '#domain/exporting.ts';
import { expire, nextRun, windowIsOver } from '#domain/life.ts';
import { nextMailAt } from '#domain/mails.ts';
import { VersionConflict, type MailQueue, type ProjectKey } from '#domain/ports.ts';
import { settleDue, type ProjectRecord } from '#domain/project-record.ts';
import { awaitsDecision, isOpen } from '#domain/request.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
import { executionOf } from '#use-cases/start-workflow.ts';
import { wakeWorkflow } from '#use-cases/wake-workflow.ts';

/** `due`: what the clock says. `open`: every open request, after all executions were lost. */
export type SweepScope = 'due' | 'open';

interface SweepDeps extends Pick<ServiceDeps, 'ledger' | 'workflow' | 'clock' | 'warn'> {
  readonly mailQueue: MailQueue;
}

/** Counts for the log and the alarm. */
export interface SweepReport {
  readonly looked_at: number;
  readonly failed: number;
}

const isDue = ({ due_at }: ProjectRecord, now: Date): boolean => due_at !== null && Date.parse(due_at) <= now.getTime();

const moveDue = async (deps: SweepDeps, record: ProjectRecord): Promise<void> => {
  const next = { ...settleDue(record, deps.clock()), version: record.version + 1 };
  if (next.due_at !== record.due_at) await deps.ledger.write(record, next);
};

/**
 * How long a decision may take to its export. Lambda's own repeats take two minutes; whoever is not there by then waits with
 * another token than the ledger's: of two calls for one token, the earlier one may have been the last to write.
 */
const WOKEN_WITHIN_SECONDS = 10 * 60;

const isBeyondWaking = ({ request }: ProjectRecord, now: Date): boolean =>
  request.status === 'exporting' &&
  request.decision !== null &&
  exportIsOutstanding(request) &&
  now.getTime() - Date.parse(request.decision.at) > WOKEN_WITHIN_SECONDS * 1000;

/** Makes sure that an execution serves the request. A closed one cannot be started again, so the next run is. */
const ensureExecution = async (deps: SweepDeps, record: ProjectRecord): Promise<void> => {
  const state = await deps.workflow.start(executionOf(record.request));
  if (state === 'started' && !isBeyondWaking(record, deps.clock())) return moveDue(deps, record);
  const next = nextRun(record, deps.clock());
  await deps.ledger.write(record, next);
  await deps.workflow.start(executionOf(next.request));
};

const owesMail = (record: ProjectRecord, now: Date): boolean => {
  const since = nextMailAt(record);
  return since !== null && since <= now;
};

const isServed = ({ request }: ProjectRecord): boolean => isOpen(request) && request.status !== 'failed_to_export';

const sweepProject = async (deps: SweepDeps, key: ProjectKey, scope: SweepScope): Promise<void> => {
  const record = await deps.ledger.read(key);
  const now = deps.clock();
  // The index lags: what it names may be done already.
  if (record === null || (scope === 'due' && !isDue(record, now))) return;
  if (awaitsDecision(record.request) && windowIsOver(record, now)) {
    const expired = expire(record, now);
    await deps.ledger.write(record, expired);
    await queueMails(deps, expired);
    return wakeWorkflow(deps, expired);
  }
  if (owesMail(record, now)) await queueMails(deps, record);
  if (!isServed(record)) return moveDue(deps, record);
  // A decision whose wake-up got lost: nobody but the decider holds the token's other end.
  if (record.request.status === 'exporting') await wakeWorkflow(deps, record);
  await ensureExecution(deps, record);
};

/**
 * Goes on with what a crash left half-way: restarts executions, wakes decided requests, has people mailed, expires what nobody decided. Safe to
 * run twice at once: starting is idempotent, and each write expects the version it read. One project's failure stops no other.
 */
export const sweep = async (deps: SweepDeps, scope: SweepScope): Promise<SweepReport> => {
  let lookedAt = 0;
  let failed = 0;
  for await (const key of scope === 'due' ? deps.ledger.due(deps.clock()) : deps.ledger.open()) {
    lookedAt += 1;
    try {
      await sweepProject(deps, key, scope);
    } catch (cause) {
      if (cause instanceof VersionConflict) continue;
      failed += 1;
      deps.warn('sweep_failed', { company_id: key.companyId, project_id: key.projectId }, cause);
    }
  }
  return { looked_at: lookedAt, failed };
};
