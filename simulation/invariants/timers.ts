import type { ProjectRecord } from '#domain/project-record.ts';
import type { Change } from '#simulation/invariants/change.ts';

const HOUR_MS = 3_600_000;

/** The longest that a running export, or a run that led nowhere, is left alone. */
const PATIENCE_MS = 6 * HOUR_MS;

/** Events after which somebody is owed a mail. */
const TELLING: ReadonlySet<string> = new Set(['send', 'resend', 'reject', 'expire', 'confirm_export', 'fail_export']);

/** True while people have not been told of the latest thing that they are told of. */
export const isUntold = ({ request, events, told_up_to }: ProjectRecord): boolean => {
  if (request.kind === 'link' || request.status === 'exporting' || request.status === 'retrieved') return false;
  const last = events.findLast(({ name }) => TELLING.has(name));
  return last !== undefined && last.sequence > (told_up_to?.sequence ?? 0);
};

/** Events that programs have not been told of bring the sweeper within the hour, but under an export, which has a timer of its own. */
const eventsAreUntimed = (
  { request, events, published_up_to: upTo, due_at: due }: ProjectRecord,
  at: number,
): boolean =>
  upTo !== null &&
  request.status !== 'exporting' &&
  (events.at(-1)?.sequence ?? 0) > upTo &&
  (due === null || Date.parse(due) > at + HOUR_MS);

/** I5: nothing waits without an armed timer, and none is armed for later than somebody should look. */
export const timerIsArmed = ({ after, at }: Change): string | null => {
  const { request, due_at: due } = after;
  const { status } = request;
  if (eventsAreUntimed(after, at)) return `events of ${request.id} are not published, and nobody looks in time`;
  const limit =
    status === 'exporting'
      ? at + PATIENCE_MS
      : status === 'ready_to_export' || status === 'ready_to_update'
        ? Math.max(Date.parse(request.expires_at), at)
        : isUntold(after)
          ? at + HOUR_MS
          : null;
  if (limit === null) return null;
  if (due === null) return `${request.id} is ${status} and nobody ever looks`;
  return Date.parse(due) <= limit ? null : `${request.id} is ${status} and nobody looks before ${due}`;
};
