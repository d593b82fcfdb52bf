import type { AuditEvent } from '#domain/audit.ts';

interface Publishing {
  readonly events: readonly AuditEvent[];
  readonly published_up_to: number | null;
}

/** Events of a record's request that programs have not been told of, oldest first; none where its events are not published. */
export const unpublished = ({ events, published_up_to: upTo }: Publishing): AuditEvent[] =>
  upTo === null ? [] : events.filter(({ sequence }) => sequence > upTo);

/** Whether programs must be told of something. */
export const owesEvents = (record: Publishing): boolean => unpublished(record).length > 0;

/**
 * How far a project's events have been published when its next request opens. What happened before its events were turned on
 * is not owed.
 */
export const publishedBefore = (before: Publishing | null): number =>
  before === null ? 0 : (before.published_up_to ?? before.events.at(-1)?.sequence ?? 0);

/**
 * How far they have been published, seen from where they are: a request that was open when events were turned on is told from
 * its start.
 */
export const publishedUpTo = ({ events, published_up_to: upTo }: Publishing): number =>
  upTo ?? (events[0]?.sequence ?? 1) - 1;
