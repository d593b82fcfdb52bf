import { environmentOf } from '#env';
import { erps } from '#erp/erps.ts';
import type { MailTask } from '#domain/telling.ts';
import { warn } from '#middleware/observability.ts';
import { mailTask, queueHandler } from '#middleware/queue.ts';
import { clock, digests, eventBus, integrations, ledger, linkKeys, mailer, quarantine } from '#runtime';
import { publishEvents } from '#use-cases/publish-events.ts';
import { sendDigest } from '#use-cases/send-digest.ts';
import { sendMails } from '#use-cases/send-mails.ts';
import { digestMail } from '#web/mails/digest.ts';
import { requestMail } from '#web/mails/request-mail.ts';

const env = environmentOf('send-mails', process.env);
const deps = {
  ledger: ledger(env),
  integrations: integrations(env),
  digests: digests(env),
  mailer: mailer(env),
  linkKeys: linkKeys(env),
  erps,
  composeMail: requestMail,
  composeDigest: digestMail,
  clock,
  eventBus: await eventBus(env),
  warn,
  stage: env.STAGE,
  publicUrl: env.PUBLIC_URL.replace(/\/$/, ''),
};

const carryOut = (task: MailTask): Promise<void> => {
  const { company_id: companyId } = task;
  switch (task.about) {
    case 'project':
      return sendMails(deps, { companyId, projectId: task.project_id });
    case 'events':
      return publishEvents(deps, { companyId, projectId: task.project_id });
    case 'digest':
      return sendDigest(deps, { companyId, integrationId: task.integration_id }, task.day);
  }
};

/** Takes mail tasks, and tasks to publish events, from the queue. Tasks whose mails could not all be sent come back; what is no task is set aside. */
export const handler = queueHandler(mailTask, quarantine(env), carryOut);
