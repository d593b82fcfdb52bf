import { mailReason } from '#domain/mail-times.ts';
import type { Clock } from '#domain/ports.ts';
import type { MailQueue } from '#domain/telling.ts';
import type { ProjectRecord } from '#domain/project-record.ts';

/** A task for the mails that a project's latest request may owe, and for the project's events: one visit sees to both. */
export const queueMails = (
  { mailQueue, clock }: { readonly mailQueue: MailQueue; readonly clock: Clock },
  record: ProjectRecord,
): Promise<void> =>
  mailQueue.add(
    { about: 'project', company_id: record.company_id, project_id: record.project_id },
    mailReason(record, clock()),
  );
