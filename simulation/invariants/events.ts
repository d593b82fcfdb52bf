import type { PublishedEvent } from '#domain/event-detail.ts';
import type { ClosedRequest } from '#domain/project-record.ts';
import type { History } from '#simulation/world/history.ts';

/** I8: nothing is published that has not happened. */
export const hasHappened = ({ detail }: PublishedEvent, history: History): string | null => {
  const happened = history.happened.get(detail.id);
  const isSame = happened?.name === detail.event && happened.sequence === detail.sequence;
  return isSame && happened.previous_hash === detail.previous_id && happened.request_id === detail.request_id
    ? null
    : `${detail.event} of ${detail.request_id} was published and has not happened`;
};

/** I8: everything that happened to a request was published at least once; nothing where events are off. */
export const isPublished = (
  { request, events }: ClosedRequest,
  history: History,
  publishesEvents: boolean,
): string | null => {
  const missing = events.find(({ hash }) => history.published.has(hash) !== publishesEvents);
  if (missing === undefined) return null;
  return publishesEvents
    ? `programs were never told of ${missing.name} of ${request.id}`
    : `${missing.name} of ${request.id} was published, and events are off`;
};
