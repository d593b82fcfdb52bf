import { environmentOf } from '#env';
import { taskHandler } from '#middleware/task.ts';
import { clock, ledger, mailQueue, teller } from '#runtime';
import { requestApproval } from '#use-cases/request-approval.ts';

const env = environmentOf('request-approval', process.env);
const waiting = teller();
const deps = { ledger: ledger(env), mailQueue: mailQueue(env), clock };

/** State RequestApproval. Where there is nothing to wait for, it wakes the workflow itself. */
export const handler = taskHandler(async ({ taskToken, after: _, ...key }) => {
  const state = await requestApproval(deps, key, taskToken);
  if (state === 'accepted') await waiting.succeed(taskToken);
  if (state === 'over') await waiting.fail(taskToken, 'NotAccepted');
  return { state };
});
