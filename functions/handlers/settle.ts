import { environmentOf } from '#env';
import { taskHandler } from '#middleware/task.ts';
import { clock, ledger, mailQueue } from '#runtime';
import { settleRequest } from '#use-cases/settle-request.ts';

const env = environmentOf('settle', process.env);
const deps = { ledger: ledger(env), mailQueue: mailQueue(env), clock };

/** States Settle and SettleExport. */
export const handler = taskHandler(async ({ after, ...key }) => ({ next: await settleRequest(deps, key, after) }));
