import type { Stand } from '#local/pages/steps.ts';
import { exportedFiles } from '#local/services/files.ts';
import type { Mailbox } from '#local/services/mail.ts';
import { linkIn, type Walk } from '#local/walk/walk.ts';

/** Path of the page that shows a mail; mails are counted from 1, oldest first. */
export const mailPage = (number: number): string => `/local/mails?number=${number}`;

/** Where a sample project stands now. */
export const standOf = async (
  { walk, mailbox, exportsFolder }: { walk: Walk; mailbox: Mailbox; exportsFolder: string },
  projectId: number,
): Promise<Stand> => {
  const status = await walk.status(projectId);
  const requestId = status.last_request?.id;
  const oldestFirst = mailbox.all().reverse();
  const mails = oldestFirst.map((mail, index) => ({ ...mail, page: mailPage(index + 1), link: linkIn(mail) }));
  return {
    projectId,
    status,
    mails: mails.filter(({ subject, text }) => requestId !== undefined && `${subject}\n${text}`.includes(requestId)),
    exports: exportedFiles(exportsFolder).filter(({ name }) => name.includes(String(projectId))),
  };
};
