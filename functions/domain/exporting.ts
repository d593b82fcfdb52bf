import { DomainError } from '#domain/errors.ts';
import { exportIsOutstanding, mayHaveReachedErp, NOTHING_SAID } from '#domain/attempts.ts';
import { advance, settleDue, type ProjectRecord } from '#domain/project-record.ts';
import type { Closure } from '#domain/connection.ts';
import type { ExportAttempt, Receipt, Request } from '#domain/request.ts';

/** How an attempt ended; see `exportAttempt`. */
export type ExportOutcome =
  | { readonly outcome: 'synced'; readonly receipt: Receipt }
  | { readonly outcome: 'refused'; readonly message: string; readonly field: string | null }
  | { readonly outcome: 'unavailable'; readonly message: string }
  /** `found_nothing`: the ERP was only asked for the job, had none, and was not written to. */
  | { readonly outcome: 'unknown'; readonly message: string; readonly found_nothing?: true };

const EVENTS = {
  synced: 'confirm_export',
  refused: 'fail_export',
  unavailable: 'postpone_export',
  unknown: 'lose_answer',
} as const;

/** What an export waits for that may not begin now. */
const waitingFor = (closure: Closure | null, at: Date): Partial<Request> => ({
  paused_until: closure?.until ?? null,
  held_by_operators: closure?.isHeld ?? false,
  ...(closure?.isHeld === true && { held_last_at: at.toISOString() }),
});

/** Records the intent before the ERP is called: whoever comes later knows that an answer may be outstanding. */
export const beginExport = (record: ProjectRecord, at: Date): ProjectRecord => {
  const { exports } = record.request;
  const attempt: ExportAttempt = {
    attempt: exports.length + 1,
    started_at: at.toISOString(),
    ended_at: null,
    outcome: 'running',
    ...NOTHING_SAID,
  };
  const details = { attempt: attempt.attempt, erp: record.request.integration.erp };
  const next = advance(
    record,
    { event: 'begin_export', at, by: null, details },
    { exports: [...exports, attempt], ...waitingFor(null, at) },
  );
  return { ...next, task_token: null };
};

const withLastAttempt = (request: Request, change: Partial<ExportAttempt>): ExportAttempt[] => {
  const last = request.exports.at(-1);
  if (last?.outcome !== 'running') throw new DomainError('wrong_state', 'No export is running.');
  return [...request.exports.slice(0, -1), { ...last, ...change }];
};

/**
 * Records how the running attempt ended.
 * @throws {DomainError} `wrong_state` when none is running: a late or repeated report must not overwrite what is known.
 * @param closure when no other export begins now, until when.
 */
export const endExport = (
  record: ProjectRecord,
  result: ExportOutcome,
  at: Date,
  closure: Closure | null = null,
): ProjectRecord => {
  const { outcome } = result;
  const exports = withLastAttempt(record.request, {
    outcome,
    ended_at: at.toISOString(),
    message: 'message' in result ? result.message : null,
    field: 'field' in result ? result.field : null,
    receipt: 'receipt' in result ? result.receipt : null,
    found_nothing_at: 'found_nothing' in result ? at.toISOString() : null,
  });
  const isKnown = outcome === 'synced' || outcome === 'refused';
  const case_opened_at = isKnown ? null : record.request.case_opened_at;
  const details = { attempt: exports.length, ...result };
  const next = advance(
    record,
    { event: EVENTS[outcome], at, by: null, details },
    { exports, ...waitingFor(isKnown ? null : closure, at), case_opened_at },
  );
  if (result.outcome !== 'synced') return next;
  const { snapshot_sha256, id, integration } = record.request;
  return { ...next, synced: { ...result.receipt, snapshot_sha256, request_id: id, integration_id: integration.id } };
};

/** Stands for an export whose function never came to run. */
const unbegun = (attempt: number, at: Date): ExportAttempt => ({
  ...NOTHING_SAID,
  attempt,
  started_at: at.toISOString(),
  ended_at: at.toISOString(),
  outcome: 'unavailable',
  message: 'The export could not be started. An administrator of this service must look into it.',
});

/**
 * The workflow's retries are used up and the ERP surely wrote nothing: the approver decides what happens next.
 * @throws {DomainError} `wrong_state` while an attempt may have reached the ERP: silence is no failure.
 */
export const giveUp = (record: ProjectRecord, at: Date): ProjectRecord => {
  if (mayHaveReachedErp(record.request)) {
    throw new DomainError('wrong_state', 'The ERP may have written the job. It must be looked up first.');
  }
  const { exports: begun } = record.request;
  const exports = exportIsOutstanding(record.request) ? [...begun, unbegun(begun.length + 1, at)] : begun;
  const { attempt = 0, message = null } = exports.at(-1) ?? {};
  return advance(
    record,
    { event: 'fail_export', at, by: null, details: { attempt, message, known: true } },
    { exports, ...waitingFor(null, at) },
  );
};

/** Nobody knows whether the ERP has the job, for too long: people are told, and the service goes on asking. */
export const openCase = (record: ProjectRecord, at: Date): ProjectRecord => {
  const details = { attempt: record.request.exports.length };
  return advance(record, { event: 'open_case', at, by: null, details }, { case_opened_at: at.toISOString() });
};

/** Somebody looked into the ERP and found no job there: the approver decides what happens next. `operator` says who. */
export const settleByHand = (record: ProjectRecord, operator: string, at: Date): ProjectRecord => {
  const message = 'The ERP gave no answer. An administrator looked there and found no job.';
  const details = { attempt: record.request.exports.length, message, known: true, operator };
  const exports = record.request.exports.map((each) =>
    each.attempt === details.attempt ? { ...each, message } : each,
  );
  const changes = { exports, ...waitingFor(null, at), case_opened_at: null };
  return advance(record, { event: 'fail_export', at, by: null, details }, changes);
};

/** The export found the way to the ERP closed: it comes back later. Nothing happened to the request itself. */
export const pause = (record: ProjectRecord, closure: Closure, now: Date): ProjectRecord => {
  const request = { ...record.request, ...waitingFor(closure, now) };
  return settleDue({ ...record, version: record.version + 1, request }, now);
};

/** Operators do not hold its export any more: it goes on at `from`. Nothing happened to the request itself. */
export const resume = (record: ProjectRecord, from: string, now: Date): ProjectRecord => {
  const held_last_at = now.toISOString();
  const request = { ...record.request, paused_until: from, held_by_operators: false, held_last_at };
  return settleDue({ ...record, version: record.version + 1, request }, now);
};
