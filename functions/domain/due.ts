import { caseDueAt } from '#domain/attempts.ts';
import { nextMailAt } from '#domain/mail-times.ts';
import type { ToldUpTo } from '#domain/mailing.ts';
import type { AuditEvent } from '#domain/audit.ts';
import { unpublished } from '#domain/publishing.ts';
import type { Request } from '#domain/request.ts';

/** How long a workflow may take to start and to fetch its token before the sweeper starts it again: a cold start with retries. */
export const UNHEARD_AFTER_SECONDS = 60;

/** How long an export may run before the sweeper looks: all of the workflow's repeats, each with its time limit of five minutes. */
export const EXPORT_CHECK_SECONDS = 45 * 60;

/** How long the queue has to get mails and events out before the sweeper asks again; afterwards as long as it has waited, but no longer than an hour. */
const TELL_CHECK_SECONDS = { first: 60, last: 3600 };

/**
 * How long a run that led nowhere is followed by nothing: twice as long after each, at most six hours. An ERP that stays silent
 * or a mail service that stays down is not hammered, and the attempts, which stay in the project's item, stay few.
 */
export const patienceWith = ({ run }: Pick<Request, 'run'>): number =>
  Math.min(UNHEARD_AFTER_SECONDS * 2 ** (run - 1), 6 * 3600);

const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

const later = (a: Date, b: Date): Date => (a > b ? a : b);

const earlier = (a: Date, b: Date | null): Date => (b === null || a < b ? a : b);

const earliest = (a: Date | null, b: Date | null): Date | null => (a === null ? b : earlier(a, b));

/** What this file reads of a project's record. */
interface Waiting {
  readonly request: Request;
  readonly events: readonly AuditEvent[];
  readonly task_token: string | null;
  readonly told_up_to: ToldUpTo | null;
  readonly published_up_to: number | null;
}

/** When somebody must look whether people or programs were told of what came about at `since`. */
const tellingDueAt = (since: Date, now: Date): Date => {
  const waited = (now.getTime() - since.getTime()) / 1000;
  return after(now, Math.min(Math.max(waited, TELL_CHECK_SECONDS.first), TELL_CHECK_SECONDS.last));
};

/** When somebody must look whether the mails went out. */
const mailsDueAt = (record: Waiting, now: Date): Date | null => {
  const since = nextMailAt(record);
  return since === null || since > now ? since : tellingDueAt(since, now);
};

/**
 * When somebody must look whether the events were published. An export that is going on has a timer of its own, and the sweeper,
 * if it came for the events, would start it before its time.
 */
const eventsDueAt = (record: Waiting, now: Date): Date | null => {
  const [oldest] = record.request.status === 'exporting' ? [] : unpublished(record);
  return oldest === undefined ? null : tellingDueAt(new Date(oldest.at), now);
};

/** When somebody must look at an export: when its ERP's pause is over, when all repeats of a running attempt must be, or when a run has led nowhere. */
const exportDueAt = (request: Request, now: Date): Date => {
  const { paused_until, case_opened_at, exports } = request;
  if (paused_until !== null) {
    // The pauses themselves grow: runs that only waited for their end do not count.
    const over = later(new Date(paused_until), after(now, UNHEARD_AFTER_SECONDS));
    // People know by then, and every attempt stays in the project's item.
    return case_opened_at === null ? over : later(over, after(now, patienceWith(request)));
  }
  return after(now, exports.at(-1)?.outcome === 'running' ? EXPORT_CHECK_SECONDS : patienceWith(request));
};

/** When somebody must look at the request itself. `failed_to_export` waits for its approver; closed requests wait for nothing. */
const requestDueAt = ({ request, task_token }: Waiting, now: Date): Date | null => {
  const end = new Date(request.expires_at);
  switch (request.status) {
    case 'ready_to_export':
    case 'ready_to_update':
      return task_token === null ? earlier(after(now, patienceWith(request)), end) : end;
    case 'exporting':
      return earlier(exportDueAt(request, now), caseDueAt(request));
    case 'failed_to_export':
    case 'synced':
    case 'rejected':
    case 'retrieved':
    case 'expired':
      return null;
  }
};

/**
 * When the sweeper must look at a project again, seen from `now`: product.md, rule 10, "nothing waits without a timer that
 * someone acts on".
 */
export const dueAt = (record: Waiting, now: Date): Date | null =>
  [requestDueAt(record, now), mailsDueAt(record, now), eventsDueAt(record, now)].reduce(earliest);
