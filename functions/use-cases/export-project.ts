import { ATTEMPT_LEASE_SECONDS, isBeingTried } from '#domain/attempts.ts';
import { beginExport, endExport, pause, type ExportOutcome } from '#domain/exporting.ts';
import type { Closure } from '#domain/connection.ts';
import { idsOf } from '#domain/happened.ts';
import { VersionConflict, type Integrations, type Ledger } from '#domain/ports.ts';
import type { MailQueue } from '#domain/telling.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { owesEvents } from '#domain/publishing.ts';
import { enterErp, leaveErp, type Export, type StayAway, type TrafficDeps } from '#use-cases/erp-traffic.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
import { readTaskRecord, type TaskKey } from '#use-cases/task-key.ts';
import { writeJob, type WriteJobDeps } from '#use-cases/write-job.ts';

export interface ExportDeps extends WriteJobDeps, TrafficDeps {
  readonly ledger: Ledger;
  readonly integrations: Integrations;
  readonly mailQueue: MailQueue;
}

/**
 * How an attempt ended. `comesBackLater`: the workflow must not repeat it at once, because the ERP is left alone now, or because
 * it has been asked for so long that people were told.
 */
export type ExportResult =
  | (ExportOutcome & { readonly comesBackLater: boolean })
  /**
   * No attempt was made. `not_accepted`: the ledger holds no accept for this request. `busy`: another attempt is running.
   * `full`: the ERP bears no more at once. `paused`: it is left alone.
   */
  | { readonly outcome: 'not_accepted' | 'busy' | 'full' | 'paused' };

/** Nothing comes after a job that is written, or for a while after an attempt that is repeated; Settle tells of a failure. */
const isToldFromHere = (ended: ProjectRecord): boolean =>
  ended.request.status === 'synced' || (ended.request.status === 'exporting' && owesEvents(ended));

/** Whoever is told of an attempt's end is told from here, or by the sweeper. */
const tellOfEnd = async (deps: ExportDeps, ended: ProjectRecord): Promise<void> => {
  try {
    if (isToldFromHere(ended)) await queueMails(deps, ended);
  } catch (cause) {
    deps.warn('mails_not_queued', { ...idsOf(ended.request) }, cause);
  }
};

/** Records the end of the attempt begun in `running`, also when something harmless was written beside it. */
const recordEnd = async (
  deps: ExportDeps,
  running: ProjectRecord,
  result: ExportOutcome,
  closure: Closure | null,
): Promise<void> => {
  try {
    const ended = endExport(running, result, deps.clock(), closure);
    await deps.ledger.write(running, ended);
    await tellOfEnd(deps, ended);
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    const current = await deps.ledger.read({ companyId: running.company_id, projectId: running.project_id });
    const last = current?.request.exports.at(-1);
    const isStillOurs = current?.request.id === running.request.id && last?.attempt === running.request.exports.length;
    if (current && isStillOurs && last.outcome === 'running') await recordEnd(deps, current, result, closure);
  }
};

/** The way to the ERP is a courtesy to it: what an attempt led to is recorded even when its end cannot be noted there. */
const leaveWay = async (
  deps: ExportDeps,
  way: Export,
  met: Parameters<typeof leaveErp>[2],
): Promise<Closure | null> => {
  try {
    return await leaveErp(deps, way, met);
  } catch (cause) {
    deps.warn('traffic_not_noted', { company_id: way.integration.companyId, request_id: way.requestId }, cause);
    return null;
  }
};

/** An export that found the ERP full is repeated by its workflow for 18 minutes at most; the sweeper goes on after that. */
const REPEATED_FOR_SECONDS = 20 * 60;

/** Until when the ledger says that an export waits for its ERP; null where it says so already. */
const waitsUntil = (
  { request }: ProjectRecord,
  { until, isPaused, isHeld }: NonNullable<StayAway>,
  now: Date,
): Closure | null => {
  if (isPaused) return { until, isHeld };
  if (request.paused_until !== null && request.paused_until > now.toISOString()) return null;
  return { until: new Date(now.getTime() + REPEATED_FOR_SECONDS * 1000).toISOString(), isHeld: false };
};

/** Has the export come back when the ERP is asked again: the ledger says so to whoever looks. */
const stayAway = async (
  deps: ExportDeps,
  record: ProjectRecord,
  away: NonNullable<StayAway>,
): Promise<ExportResult> => {
  const now = deps.clock();
  const closure = waitsUntil(record, away, now);
  try {
    if (closure !== null) await deps.ledger.write(record, pause(record, closure, now));
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    return { outcome: 'busy' };
  }
  return { outcome: away.isPaused ? 'paused' : 'full' };
};

/** `record`: an accepted request's that no other attempt is at. */
const makeAttempt = async (deps: ExportDeps, record: ProjectRecord): Promise<ExportResult> => {
  const { company_id: companyId, id: requestId } = record.request;
  const integration = await integrationOf(deps.integrations, companyId, record.request.integration.id);
  const { traffic } = await deps.erps(integration);
  const way = { integration: { companyId, integrationId: integration.id }, requestId };
  const away = await enterErp(deps, way, traffic, ATTEMPT_LEASE_SECONDS);
  if (away !== null) return stayAway(deps, record, away);
  const running = beginExport(record, deps.clock());
  try {
    await deps.ledger.write(record, running);
  } catch (error) {
    if (error instanceof VersionConflict) return { outcome: 'busy' };
    throw error;
  }
  const { result, met } = await writeJob(deps, integration, record);
  const closure = await leaveWay(deps, way, met);
  await recordEnd(deps, running, result, closure);
  return { ...result, comesBackLater: closure !== null || record.request.case_opened_at !== null };
};

/**
 * One attempt to write the accepted job into the ERP: find the way to it open, record the intent, look up, write, record the
 * answer. Goes by the ledger alone: without an accept bound to the snapshot's hash nothing is exported.
 */
export const exportProject = async (deps: ExportDeps, key: TaskKey): Promise<ExportResult> => {
  const record = await readTaskRecord(deps.ledger, key);
  if (record?.request.status === 'synced') {
    const receipt = record.request.exports.at(-1)?.receipt;
    if (receipt) return { outcome: 'synced', receipt, comesBackLater: false };
  }
  if (record?.request.status !== 'exporting' || record.request.decision?.kind !== 'accept')
    return { outcome: 'not_accepted' };
  return isBeingTried(record.request, deps.clock()) ? { outcome: 'busy' } : makeAttempt(deps, record);
};
