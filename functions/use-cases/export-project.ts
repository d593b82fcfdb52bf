import { sha256Of } from '#domain/canonical.ts';
import { ErpError, jobOf, type OpenErpSession } from '#domain/erp.ts';
import { beginExport, endExport, type ExportOutcome } from '#domain/exporting.ts';
import type { Connection, Integration } from '#domain/integration.ts';
import { VersionConflict, type Clock, type Integrations, type Ledger, type Warn } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Receipt, Request } from '#domain/request.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { readTaskRecord, type TaskKey } from '#use-cases/task-key.ts';

/**
 * How long a running attempt is left alone: the export Lambda's own time limit (120 s) and a margin. Whoever began it is
 * dead after that, and the next attempt looks up what it did.
 */
export const ATTEMPT_LEASE_SECONDS = 130;

export interface ExportDeps {
  readonly ledger: Ledger;
  readonly integrations: Integrations;
  readonly openSession: OpenErpSession;
  readonly clock: Clock;
  readonly warn: Warn;
}

/** `not_accepted`: the ledger holds no accept for this request. `busy`: another attempt is running. */
export type ExportResult = ExportOutcome | { readonly outcome: 'not_accepted' | 'busy' };

const isBusy = ({ exports }: Request, now: Date): boolean => {
  const last = exports.at(-1);
  return last?.outcome === 'running' && now.getTime() - Date.parse(last.started_at) < ATTEMPT_LEASE_SECONDS * 1000;
};

/** Looks up, then creates or updates: a repeat after silence finds the job that the lost answer was about. */
const writeJob = async (deps: ExportDeps, integration: Integration, record: ProjectRecord): Promise<Receipt> => {
  const { request, synced } = record;
  const snapshot = await deps.ledger.readSnapshot(request.company_id, request.snapshot_sha256);
  if (snapshot === null || sha256Of(snapshot) !== request.snapshot_sha256) {
    throw new ErpError('refused', 'The project that was accepted cannot be found unchanged. Nothing was exported.');
  }
  const session = await deps.openSession(integration);
  const job = jobOf(request, snapshot, request.decision?.fields ?? {}, synced?.job_id);
  const existing = (await session.find(job)) ?? synced;
  return existing ? session.update(job, existing) : session.create(job);
};

const outcomeOf = (error: unknown): ExportOutcome => {
  if (!(error instanceof ErpError))
    return { outcome: 'unknown', message: 'The export broke off. What reached the ERP is being checked.' };
  const { kind, message, field } = error;
  switch (kind) {
    case 'temporary':
      return { outcome: 'unavailable', message };
    case 'unknown_outcome':
      return { outcome: 'unknown', message };
    case 'refused':
    case 'unauthorized':
      return { outcome: 'refused', message, field };
  }
};

const attempt = async (deps: ExportDeps, integration: Integration, record: ProjectRecord): Promise<ExportOutcome> => {
  try {
    return { outcome: 'synced', receipt: await writeJob(deps, integration, record) };
  } catch (error) {
    if (!(error instanceof ErpError)) deps.warn('export_broke_off', { request_id: record.request.id }, error);
    return outcomeOf(error);
  }
};

/** Records the end of the attempt begun in `running`, also when something harmless was written beside it. */
const recordEnd = async (deps: ExportDeps, running: ProjectRecord, result: ExportOutcome): Promise<void> => {
  try {
    await deps.ledger.write(running, endExport(running, result, deps.clock()));
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    const current = await deps.ledger.read({ companyId: running.company_id, projectId: running.project_id });
    const last = current?.request.exports.at(-1);
    const isStillOurs = current?.request.id === running.request.id && last?.attempt === running.request.exports.length;
    if (current && isStillOurs && last.outcome === 'running') await recordEnd(deps, current, result);
  }
};

const connectionAfter = (result: ExportOutcome, at: Date): Connection => {
  const answered = result.outcome === 'synced' || result.outcome === 'refused';
  return { state: answered ? 'connected' : 'failed', last_seen_at: answered ? at.toISOString() : null };
};

/**
 * One attempt to write the accepted job into the ERP: record the intent, look up, write, record the answer. Goes by the
 * ledger alone: without an accept bound to the snapshot's hash nothing is exported.
 */
export const exportProject = async (deps: ExportDeps, key: TaskKey): Promise<ExportResult> => {
  const record = await readTaskRecord(deps.ledger, key);
  if (record?.request.status === 'synced') {
    const receipt = record.request.exports.at(-1)?.receipt;
    if (receipt) return { outcome: 'synced', receipt };
  }
  if (record?.request.status !== 'exporting' || record.request.decision?.kind !== 'accept')
    return { outcome: 'not_accepted' };
  if (isBusy(record.request, deps.clock())) return { outcome: 'busy' };
  const integration = await integrationOf(deps.integrations, key.companyId, record.request.integration.id);
  const running = beginExport(record, deps.clock());
  try {
    await deps.ledger.write(record, running);
  } catch (error) {
    if (error instanceof VersionConflict) return { outcome: 'busy' };
    throw error;
  }
  const result = await attempt(deps, integration, running);
  await recordEnd(deps, running, result);
  await deps.integrations.seen(integration, connectionAfter(result, deps.clock()));
  return result;
};
