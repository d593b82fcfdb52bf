import { setTimeout as pause } from 'node:timers/promises';
import { decide } from '#local/walk/approval-form.ts';
import { FIRST_SAMPLE } from '#local/walk/sample-project.ts';
import { linkIn, Walk } from '#local/walk/walk.ts';

const PATIENCE_MS = 30_000;

/** Looks again and again until there is something. @throws {Error} after half a minute. */
const until = async <T>(what: string, look: () => Promise<T | null | undefined>): Promise<T> => {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    await pause(50);
  }
  throw new Error(`Waited in vain for ${what}.`);
};

/**
 * Walks a sample project through the import-file connector without hands: sent, mailed, decided on the page, exported.
 * @throws {Error} at the first step that does not happen.
 */
export const walkThrough = async (url: string, say: (line: string) => void): Promise<void> => {
  const walk = new Walk(url);
  const request = await walk.send(FIRST_SAMPLE);
  say(`project-admin has sent project ${FIRST_SAMPLE}: request ${request.id} is ${request.status}`);

  const mail = await until('the mail to approver', async () =>
    (await walk.mails()).find(({ to, subject }) => to.startsWith('approver@') && subject.includes(request.id)),
  );
  const link = linkIn(mail);
  if (link === null) throw new Error('There is no link in the mail.');
  say(`approver has mail: ${mail.subject}`);

  await decide(link, 'accept');
  say('approver has opened the link, typed the check code and accepted');

  const { job_id } = await until('the project to be synced', async () => (await walk.status(FIRST_SAMPLE)).synced);
  say(`the project is synced: job ${job_id}`);

  const file = await until('the export', async () => (await walk.exports()).find(({ text }) => text.includes(job_id)));
  say(`the accountant has ${file.name}: ${file.text.trimEnd().split('\n').length - 1} lines`);
};
