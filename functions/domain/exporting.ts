import { DomainError } from '#domain/errors.ts';
import { advance, type ProjectRecord } from '#domain/project-record.ts';
import type { ExportAttempt, Receipt, Request } from '#domain/request.ts';

/** How an attempt ended; see `exportAttempt`. */
export type ExportOutcome =
  | { readonly outcome: 'synced'; readonly receipt: Receipt }
  | { readonly outcome: 'refused'; readonly message: string; readonly field: string | null }
  | { readonly outcome: 'unavailable'; readonly message: string }
  | { readonly outcome: 'unknown'; readonly message: string };

const EVENTS = {
  synced: 'confirm_export',
  refused: 'fail_export',
  unavailable: 'postpone_export',
  unknown: 'lose_answer',
} as const;

/** Records the intent before the ERP is called: whoever comes later knows that an answer may be outstanding. */
export const beginExport = (record: ProjectRecord, at: Date): ProjectRecord => {
  const { exports } = record.request;
  const attempt: ExportAttempt = {
    attempt: exports.length + 1,
    started_at: at.toISOString(),
    ended_at: null,
    outcome: 'running',
    message: null,
    field: null,
    receipt: null,
  };
  const details = { attempt: attempt.attempt, erp: record.request.integration.erp };
  const next = advance(record, { event: 'begin_export', at, by: null, details }, { exports: [...exports, attempt] });
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
 */
export const endExport = (record: ProjectRecord, result: ExportOutcome, at: Date): ProjectRecord => {
  const { outcome } = result;
  const exports = withLastAttempt(record.request, {
    outcome,
    ended_at: at.toISOString(),
    message: 'message' in result ? result.message : null,
    field: 'field' in result ? result.field : null,
    receipt: 'receipt' in result ? result.receipt : null,
  });
  const details = { attempt: exports.length, ...result };
  const next = advance(record, { event: EVENTS[outcome], at, by: null, details }, { exports });
  if (result.outcome !== 'synced') return next;
  const { snapshot_sha256, id, integration } = record.request;
  return { ...next, synced: { ...result.receipt, snapshot_sha256, request_id: id, integration_id: integration.id } };
};

/** True when nothing was begun since the last decision: its export never came to run, or its wake-up got lost. */
export const exportIsOutstanding = ({ decision, exports }: Request): boolean => {
  const last = exports.at(-1);
  return last === undefined || (decision !== null && last.started_at < decision.at);
};

/** Stands for an export whose function never came to run. */
const unbegun = (attempt: number, at: Date): ExportAttempt => ({
  attempt,
  started_at: at.toISOString(),
  ended_at: at.toISOString(),
  outcome: 'unavailable',
  message: 'The export could not be started. An administrator of this service must look into it.',
  field: null,
  receipt: null,
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
    { exports },
  );
};

/**
 * True when an attempt may have reached the ERP and left no answer, so that a look-up must come before a repeat. A refusal
 * settles what was open before it: an attempt that did not get as far as its look-up does not end refused then.
 */
export const mayHaveReachedErp = ({ exports }: Request): boolean =>
  exports
    .slice(exports.findLastIndex(({ outcome }) => outcome === 'refused') + 1)
    .some(({ outcome }) => outcome === 'running' || outcome === 'unknown');
