import { caseDueAt, exportIsOutstanding } from '#domain/attempts.ts';
import { openCase } from '#domain/exporting.ts';
import { idsOf } from '#domain/happened.ts';
import { expire, nextRun, windowIsOver } from '#domain/life.ts';
import { nextMailAt } from '#domain/mail-times.ts';
import { VersionConflict, type ProjectKey, type Warn } from '#domain/ports.ts';
import type { MailQueue } from '#domain/telling.ts';
import { settleDue, type ProjectRecord } from '#domain/project-record.ts';
import { owesEvents } from '#domain/publishing.ts';
import { awaitsDecision, isOpen } from '#domain/request.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { queueEvents } from '#use-cases/queue-events.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
import { executionOf } from '#use-cases/start-workflow.ts';
import { wakeWorkflow } from '#use-cases/wake-workflow.ts';
import { workThrough } from '#use-cases/work-through.ts';

/** `due`: what the clock says. `open`: every open request, after all executions were lost. */
export type SweepScope = 'due' | 'open';

export interface SweepDeps extends Pick<ServiceDeps, 'ledger' | 'workflow' | 'clock' | 'warn'> {
  readonly mailQueue: MailQueue;
}

/** Counts for the log and the alarm. */
export interface SweepReport {
  readonly looked_at: number;
  readonly failed: number;
  /** How long ago the first of what it took up was due: grows when sweeps do not come, do not get through or fail. */
  readonly overdue_seconds: number;
  /** The time was over before everything had been looked at: the next sweep goes on. */
  readonly out_of_time: boolean;
}

/** What a project may need: its window closed, people told of an outcome that nobody knows, people mailed, programs told, its decision told to the workflow, an execution that serves it. */
export type SweepStep = 'expire' | 'open_case' | 'queue_mails' | 'queue_events' | 'wake' | 'start';

/**
 * Projects worked on at once. Each waits for two to six calls of some 10 ms, so 16 get through about 500 a second: twice what
 * Step Functions lets start in the long run (150 to 300 a second), and a third of what the SDK's 50 connections carry.
 */
const AT_ONCE = 16;

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
  // Whoever waits for the ERP has been woken.
  request.paused_until === null &&
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

/** True when people must be told that an outcome has been unknown for too long. */
const needsCase = ({ request }: ProjectRecord, now: Date): boolean => {
  const at = caseDueAt(request);
  return at !== null && at <= now;
};

/** What a project needs now, in the order in which it is done. */
export const stepsFor = (record: ProjectRecord, now: Date): SweepStep[] => {
  if (awaitsDecision(record.request) && windowIsOver(record, now)) return ['expire', 'queue_mails', 'wake'];
  if (needsCase(record, now)) return ['open_case', 'queue_mails', 'wake', 'start'];
  const owed: SweepStep[] = [
    ...(owesMail(record, now) ? (['queue_mails'] as const) : []),
    ...(owesEvents(record) ? (['queue_events'] as const) : []),
  ];
  if (!isServed(record)) return owed;
  // A decision whose wake-up got lost: nobody but the decider holds the token's other end.
  return record.request.status === 'exporting' ? [...owed, 'wake', 'start'] : [...owed, 'start'];
};

const changedBy = (steps: readonly SweepStep[], record: ProjectRecord, now: Date): ProjectRecord => {
  if (steps.includes('expire')) return expire(record, now);
  return steps.includes('open_case') ? openCase(record, now) : record;
};

/**
 * Does for a project what it needs now, and notes when it must be looked at again.
 * @throws {VersionConflict} when somebody else did so at the same time.
 */
export const serveProject = async (deps: SweepDeps, record: ProjectRecord): Promise<void> => {
  const now = deps.clock();
  const steps = stepsFor(record, now);
  const current = changedBy(steps, record, now);
  if (current !== record) await deps.ledger.write(record, current);
  // The alarm goes by this line.
  if (steps.includes('open_case'))
    deps.warn('case_opened', { ...idsOf(record.request), erp: record.request.integration.erp });
  if (steps.includes('queue_mails')) await queueMails(deps, current);
  if (steps.includes('queue_events')) await queueEvents(deps, current);
  if (steps.includes('wake')) await wakeWorkflow(deps, current);
  if (steps.includes('start')) return ensureExecution(deps, current);
  // An expiry has noted it already.
  if (current === record) await moveDue(deps, record);
};

/** What there is to do for a project; null when the index, which lags, names what is done already. */
const recordToServe = async (
  { ledger, clock }: SweepDeps,
  key: ProjectKey,
  scope: SweepScope,
): Promise<ProjectRecord | null> => {
  const record = await ledger.read(key);
  return record === null || (scope === 'due' && !isDue(record, clock())) ? null : record;
};

const overdueSeconds = ({ due_at }: ProjectRecord, now: Date): number =>
  due_at === null ? 0 : Math.max(0, (now.getTime() - Date.parse(due_at)) / 1000);

/**
 * Goes on with what a crash left half-way: restarts executions, wakes decided requests, has people mailed, expires what nobody
 * decided. The oldest first; takes up nothing new from `stopAt` on, and what is due stays due. Safe to run twice at once:
 * starting is idempotent, and each write expects the version it read. One project's failure stops no other.
 */
export const sweep = async (deps: SweepDeps, scope: SweepScope, stopAt?: Date): Promise<SweepReport> => {
  let lookedAt = 0;
  let failed = 0;
  let overdue = 0;
  const keys = scope === 'due' ? deps.ledger.due(deps.clock()) : deps.ledger.open();
  const inTime = (): boolean => stopAt === undefined || deps.clock() < stopAt;
  const isDone = await workThrough(keys, AT_ONCE, inTime, async (key) => {
    lookedAt += 1;
    let about: Parameters<Warn>[1] = { company_id: key.companyId, project_id: key.projectId };
    try {
      const record = await recordToServe(deps, key, scope);
      if (record === null) return;
      about = { ...idsOf(record.request) };
      overdue = Math.max(overdue, overdueSeconds(record, deps.clock()));
      await serveProject(deps, record);
    } catch (cause) {
      if (cause instanceof VersionConflict) return;
      failed += 1;
      deps.warn('sweep_failed', about, cause);
    }
  });
  return { looked_at: lookedAt, failed, overdue_seconds: Math.round(overdue), out_of_time: !isDone };
};
