import type { Clock } from '#domain/ports.ts';
import type { MailQueue } from '#domain/telling.ts';
import type { ProjectRecord } from '#domain/project-record.ts';

/**
 * A task for the events that a project owes to programs, apart from its mails. The minute is part of its reason: a repeat after
 * a pause shorter than the queue's memory of five minutes is no repeat of the same task.
 */
export const queueEvents = (
  { mailQueue, clock }: { readonly mailQueue: MailQueue; readonly clock: Clock },
  { company_id, project_id, events }: ProjectRecord,
): Promise<void> => {
  const minute = Math.floor(clock().getTime() / 60_000);
  return mailQueue.add({ about: 'events', company_id, project_id }, `${events.at(-1)?.hash ?? ''}-${minute}`);
};
