import { isSurelyMissing, mayHaveReachedErp, nothingStillComes } from '#domain/attempts.ts';
import { sha256Of } from '#domain/canonical.ts';
import type { Met } from '#domain/connection.ts';
import { ErpError, jobOf, type Erps, type OpenErpSession } from '#domain/erp.ts';
import type { ExportOutcome } from '#domain/exporting.ts';
import { idsOf } from '#domain/happened.ts';
import type { Integration } from '#domain/integration.ts';
import { isSamePerson } from '#domain/person.ts';
import type { Clock, Ledger, Warn } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Receipt, Request } from '#domain/request.ts';

export interface WriteJobDeps {
  readonly ledger: Pick<Ledger, 'readSnapshot'>;
  readonly erps: Erps;
  readonly openSession: OpenErpSession;
  readonly clock: Clock;
  readonly warn: Warn;
}

/** How far an attempt came. Until the look-up has answered, nothing is known about what earlier attempts wrote. */
type Step = 'nothing_asked' | 'asked' | 'found_job' | 'found_none' | 'writing';

/** What an attempt led to, and what it found out about the way to the ERP; null when it never came to ask. */
export interface Attempted {
  readonly result: ExportOutcome;
  readonly met: Met | null;
}

const isForgedDecision = ({ policy }: Integration, { sender, decision, accepted_by }: Request): boolean =>
  decision === null || (policy.four_eyes && [decision, ...accepted_by].some(({ by }) => isSamePerson(by, sender)));

/** The accepted snapshot. @throws {ErpError} `refused` when it is not what was accepted, or nobody else has accepted it. */
const snapshotFor = async (deps: WriteJobDeps, integration: Integration, request: Request) => {
  const snapshot = await deps.ledger.readSnapshot(request.company_id, request.snapshot_sha256);
  if (snapshot === null || sha256Of(snapshot) !== request.snapshot_sha256) {
    throw new ErpError('refused', 'The project that was accepted cannot be found unchanged. Nothing was exported.');
  }
  // The gate before the ERP (OWASP Transaction Authorization, 2.8): whoever forged a decision past the one check stops here.
  if (isForgedDecision(integration, request)) {
    throw new ErpError('refused', 'The project was sent and accepted by the same person. Nothing was exported.');
  }
  return snapshot;
};

const NOT_FOUND_YET: ExportOutcome = {
  outcome: 'unknown',
  message: 'The ERP has no such job so far. It is asked once more before the job is written.',
  found_nothing: true,
};

/** An earlier attempt has made the job, and the ERP takes no change to it: whoever decides next must know that it is there. */
const madeButRefused = (error: unknown, { job_id }: Receipt): unknown =>
  error instanceof ErpError && error.kind === 'refused'
    ? new ErpError('refused', `The ERP has the job ${job_id} already, and refused to change it: ${error.message}`, {
        ...(error.field !== null && { field: error.field }),
        cause: error,
      })
    : error;

/** Looks up, then creates or updates: a repeat after silence finds the job that the lost answer was about. */
const lookUpAndWrite = async (
  deps: WriteJobDeps,
  integration: Integration,
  record: ProjectRecord,
  reach: (step: Step) => void,
): Promise<ExportOutcome> => {
  const { request, synced } = record;
  const snapshot = await snapshotFor(deps, integration, request);
  reach('asked');
  const session = await deps.openSession(integration);
  const job = jobOf(request, snapshot, request.decision?.fields ?? {}, record);
  const found = await session.find(job);
  const existing = found ?? synced;
  reach(existing ? 'found_job' : 'found_none');
  const { repeated_create: repeatedCreate } = await deps.erps(integration);
  const mayCreate = repeatedCreate === 'same_job' || isSurelyMissing(request, deps.clock());
  if (!existing && !mayCreate) return NOT_FOUND_YET;
  reach('writing');
  if (!existing) return { outcome: 'synced', receipt: await session.create(job) };
  try {
    return { outcome: 'synced', receipt: await session.update(job, existing) };
  } catch (error) {
    throw synced === null ? madeButRefused(error, existing) : error;
  }
};

/** What an error says about the job, given how far the attempt came. */
const outcomeOf = (error: unknown, step: Step): ExportOutcome => {
  if (error instanceof ErpError && (error.kind === 'refused' || error.kind === 'unauthorized')) {
    return { outcome: 'refused', message: error.message, field: error.field };
  }
  const isLost = step === 'writing' && !(error instanceof ErpError && error.kind === 'temporary');
  const outcome = isLost ? 'unknown' : 'unavailable';
  if (error instanceof ErpError) return { outcome, message: error.message };
  const rest = isLost ? 'What reached the ERP is being checked.' : 'Nothing was written.';
  return { outcome, message: `The export broke off. ${rest}` };
};

/** True unless an earlier attempt may have written the job, or may write it yet, and this one could not find out. */
const refusalIsFinal = (request: Request, reached: readonly Step[], now: Date): boolean => {
  const hasLookedUp = reached.includes('found_job') || reached.includes('found_none');
  return !mayHaveReachedErp(request) || (hasLookedUp && nothingStillComes(request, now));
};

/** The refused attempt itself wrote nothing. */
const stillUnknown = ({ message }: { readonly message: string }, reached: readonly Step[]): ExportOutcome =>
  reached.includes('found_job')
    ? { outcome: 'unavailable', message }
    : { outcome: 'unknown', message, ...(reached.includes('found_none') && { found_nothing: true }) };

/** A fault of ours says nothing of the ERP. A refusal is an answer, and so is being told when to come back. Credentials that do not work lead nowhere. */
const metBy = (error: unknown, step: Step): Met | null => {
  if (step === 'nothing_asked' || !(error instanceof ErpError)) return null;
  const { kind, retryAfterSeconds } = error;
  return { answered: kind === 'refused' || retryAfterSeconds !== null, retryAfterSeconds };
};

/** What a person must see to: a fault of ours, or credentials that only an administrator can replace. */
const tellFault = ({ warn }: Pick<WriteJobDeps, 'warn'>, request: Request, error: unknown): void => {
  const { id: integration_id, erp } = request.integration;
  if (!(error instanceof ErpError)) warn('export_broke_off', { ...idsOf(request) }, error);
  else if (error.kind === 'unauthorized') warn('erp_sign_in_refused', { ...idsOf(request), integration_id, erp });
};

/** One conversation with the ERP about the job of an accepted request. `before`: the record without the running attempt. */
export const writeJob = async (
  deps: WriteJobDeps,
  integration: Integration,
  before: ProjectRecord,
): Promise<Attempted> => {
  const reached: Step[] = ['nothing_asked'];
  try {
    const result = await lookUpAndWrite(deps, integration, before, (step) => void reached.push(step));
    return { result, met: { answered: true, retryAfterSeconds: null } };
  } catch (error) {
    tellFault(deps, before.request, error);
    const step = reached.at(-1) ?? 'nothing_asked';
    const result = outcomeOf(error, step);
    const isFinal = result.outcome !== 'refused' || refusalIsFinal(before.request, reached, deps.clock());
    return { result: isFinal ? result : stillUnknown(result, reached), met: metBy(error, step) };
  }
};
