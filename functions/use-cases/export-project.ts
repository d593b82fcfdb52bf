import { sha256Of } from '#domain/canonical.ts';
import { ErpError, jobOf, type OpenErpSession } from '#domain/erp.ts';
import { beginExport, endExport, mayHaveReachedErp, type ExportOutcome } from '#domain/exporting.ts';
import type { Connection, Integration, KnownIntegration } from '#domain/integration.ts';
import { isSamePerson } from '#domain/person.ts';
import {
  VersionConflict,
  type Clock,
  type Integrations,
  type Ledger,
  type MailQueue,
  type Warn,
} from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Receipt, Request } from '#domain/request.ts';
import { integrationOf } from '#use-cases/find-integration.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
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
  readonly mailQueue: MailQueue;
  readonly clock: Clock;
  readonly warn: Warn;
}

/** `not_accepted`: the ledger holds no accept for this request. `busy`: another attempt is running. */
export type ExportResult = ExportOutcome | { readonly outcome: 'not_accepted' | 'busy' };

const isBusy = ({ exports }: Request, now: Date): boolean => {
  const last = exports.at(-1);
  return last?.outcome === 'running' && now.getTime() - Date.parse(last.started_at) < ATTEMPT_LEASE_SECONDS * 1000;
};

/** How far an attempt came: until the look-up has answered, nothing is known about what earlier attempts wrote. */
interface Progress {
  lookedUp: boolean;
}

const isForgedDecision = ({ policy }: Integration, { sender, decision, accepted_by }: Request): boolean =>
  decision === null || (policy.four_eyes && [decision, ...accepted_by].some(({ by }) => isSamePerson(by, sender)));

/** Looks up, then creates or updates: a repeat after silence finds the job that the lost answer was about. */
const writeJob = async (
  deps: ExportDeps,
  integration: Integration,
  record: ProjectRecord,
  progress: Progress,
): Promise<Receipt> => {
  const { request, synced } = record;
  const snapshot = await deps.ledger.readSnapshot(request.company_id, request.snapshot_sha256);
  if (snapshot === null || sha256Of(snapshot) !== request.snapshot_sha256) {
    throw new ErpError('refused', 'The project that was accepted cannot be found unchanged. Nothing was exported.');
  }
  // The gate before the ERP (OWASP Transaction Authorization, 2.8): whoever forged a decision past the one check stops here.
  if (isForgedDecision(integration, request)) {
    throw new ErpError('refused', 'The project was sent and accepted by the same person. Nothing was exported.');
  }
  const session = await deps.openSession(integration);
  const job = jobOf(request, snapshot, request.decision?.fields ?? {}, record);
  const existing = (await session.find(job)) ?? synced;
  progress.lookedUp = true;
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

/** `before`: the record without the running attempt. */
const attempt = async (
  deps: ExportDeps,
  integration: Integration,
  before: ProjectRecord,
): Promise<{ result: ExportOutcome; answered: boolean }> => {
  const progress: Progress = { lookedUp: false };
  try {
    const receipt = await writeJob(deps, integration, before, progress);
    return { result: { outcome: 'synced', receipt }, answered: true };
  } catch (error) {
    if (!(error instanceof ErpError)) deps.warn('export_broke_off', { request_id: before.request.id }, error);
    const result = outcomeOf(error);
    const { lookedUp } = progress;
    // An earlier attempt may have written the job, and this one did not get as far as to find out.
    const stillUnknown = result.outcome === 'refused' && !lookedUp && mayHaveReachedErp(before.request);
    return { result: stillUnknown ? { outcome: 'unknown', message: result.message } : result, answered: lookedUp };
  }
};

/** Nothing comes after a job that is written: whoever is told of it is told from here, or by the sweeper. */
const tellOfJob = async (deps: ExportDeps, ended: ProjectRecord): Promise<void> => {
  try {
    if (ended.request.status === 'synced') await queueMails(deps, ended);
  } catch (cause) {
    deps.warn('mails_not_queued', { request_id: ended.request.id }, cause);
  }
};

/** Records the end of the attempt begun in `running`, also when something harmless was written beside it. */
const recordEnd = async (deps: ExportDeps, running: ProjectRecord, result: ExportOutcome): Promise<void> => {
  try {
    const ended = endExport(running, result, deps.clock());
    await deps.ledger.write(running, ended);
    await tellOfJob(deps, ended);
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
    const current = await deps.ledger.read({ companyId: running.company_id, projectId: running.project_id });
    const last = current?.request.exports.at(-1);
    const isStillOurs = current?.request.id === running.request.id && last?.attempt === running.request.exports.length;
    if (current && isStillOurs && last.outcome === 'running') await recordEnd(deps, current, result);
  }
};

const connectionAfter = (answered: boolean, { connection }: KnownIntegration, at: Date): Connection =>
  answered
    ? { state: 'connected', last_seen_at: at.toISOString() }
    : { state: 'failed', last_seen_at: connection.last_seen_at };

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
  const { result, answered } = await attempt(deps, integration, record);
  await recordEnd(deps, running, result);
  await deps.integrations.seen(integration, connectionAfter(answered, integration, deps.clock()));
  return result;
};
