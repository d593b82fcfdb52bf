import { environmentOf } from '#env';
import { taskHandler } from '#middleware/task.ts';
import { clock, ledger, mailQueue, teller } from '#runtime';
import { serveApproval } from '#use-cases/serve-workflow.ts';

const env = environmentOf('request-approval', process.env);
const deps = { ledger: ledger(env), mailQueue: mailQueue(env), waiting: teller(), clock };

/** State RequestApproval. */
export const handler = taskHandler(async ({ taskToken, after: _, ...key }) => ({
  state: await serveApproval(deps, key, taskToken),
}));
