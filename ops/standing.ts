import { nextMailAt } from '#domain/mail-times.ts';
import type { ExportAttempt, ProjectStatus, Request, RequestStatus } from '#domain/request.ts';
import type { FoundRequest } from '#use-cases/find-request.ts';

/** Where a request stands, for people. */
export interface Standing {
  readonly status: RequestStatus;
  readonly since: string;
  readonly waits_for: string;
  /** When the sweeper looks again; null for never. */
  readonly next_look: string | null;
  /** Since when, or from when on, people are owed mail; null for never. */
  readonly mail_owed: string | null;
  readonly run: number;
  readonly attempts: readonly Pick<ExportAttempt, 'attempt' | 'started_at' | 'ended_at' | 'outcome' | 'message'>[];
}

/** A moment as people read it: `2026-11-23 12:00:00 UTC`. */
export const moment = (instant: string): string => `${instant.slice(0, 19).replace('T', ' ')} UTC`;

export const inWords = (status: ProjectStatus): string => status.replaceAll('_', ' ');

const sinceWhen = ({ request, events }: FoundRequest): string => {
  const before = events.findLastIndex(({ status }) => status !== request.status);
  return events[before + 1]?.at ?? request.sent_at;
};

const exportWaitsFor = ({ exports, paused_until, held_by_operators: isHeld }: Request): string => {
  const last = exports.at(-1);
  if (isHeld) return 'operators, who have paused exports to its ERP';
  if (paused_until !== null) return `its ERP, which is left alone until ${moment(paused_until)}`;
  switch (last?.outcome) {
    case 'running':
      return `the ERP: attempt ${last.attempt} began at ${moment(last.started_at)}`;
    case 'unknown':
      return `a look into the ERP: what became of attempt ${last.attempt} is not known`;
    case 'unavailable':
      return `the ERP: it could not be reached by attempt ${last.attempt}`;
    case 'refused':
    case 'synced':
    case undefined:
      return 'its export to begin';
  }
};

const waitsFor = ({ request, record }: FoundRequest): string => {
  switch (request.status) {
    case 'ready_to_export':
    case 'ready_to_update': {
      const decision = `the decision of ${request.approvers.length} approvers, until ${moment(request.expires_at)}`;
      return record?.task_token === null ? `${decision}; its workflow has not begun to wait yet` : decision;
    }
    case 'exporting':
      return exportWaitsFor(request);
    case 'failed_to_export':
      return 'an approver, who tries again with corrected fields or rejects it';
    case 'synced':
    case 'rejected':
    case 'retrieved':
    case 'expired':
      return 'nothing: it is over';
  }
};

/** Where a request stands. */
export const standingOf = (found: FoundRequest): Standing => {
  const { request, record } = found;
  return {
    status: request.status,
    since: sinceWhen(found),
    waits_for: waitsFor(found),
    next_look: record?.due_at ?? null,
    mail_owed: (record && nextMailAt(record))?.toISOString() ?? null,
    run: request.run,
    attempts: request.exports.map(({ attempt, started_at, ended_at, outcome, message }) => ({
      attempt,
      started_at,
      ended_at,
      outcome,
      message,
    })),
  };
};

/** The most important of it, in one line. */
export const standingLine = ({ status, since, waits_for }: Standing): string =>
  `It is ${inWords(status)} since ${moment(since)} and waits for ${waits_for}.`;
