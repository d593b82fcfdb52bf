import { environmentOf } from '#env';
import { erps } from '#erp/erps.ts';
import { taskHandler } from '#middleware/task.ts';
import { clock, integrations, ledger, linkKeys, mailer, teller } from '#runtime';
import { requestApproval, type ApprovalMailContent } from '#use-cases/request-approval.ts';
import { approvalMail } from '#web/approval-mail.ts';

const env = environmentOf('request-approval', process.env);
const waiting = teller();
const deps = {
  ledger: ledger(env),
  integrations: integrations(env),
  mailer: mailer(env),
  linkKeys: linkKeys(env),
  composeMail: (content: ApprovalMailContent) =>
    approvalMail({ ...content, erpName: erps(content.request.integration.erp).name }),
  clock,
  stage: env.STAGE,
  publicUrl: env.PUBLIC_URL.replace(/\/$/, ''),
};

/** State RequestApproval. Where there is nothing to wait for, it wakes the workflow itself. */
export const handler = taskHandler(async ({ taskToken, after: _, ...key }) => {
  const state = await requestApproval(deps, key, taskToken);
  if (state === 'accepted') await waiting.succeed(taskToken);
  if (state === 'over') await waiting.fail(taskToken, 'NotAccepted');
  return { state };
});
