import { environmentOf } from '#env';
import { taskHandler } from '#middleware/task.ts';
import { clock, ledger } from '#runtime';
import { settleRequest } from '#use-cases/settle-request.ts';

const deps = { ledger: ledger(environmentOf('settle', process.env)), clock };

/** States Settle and SettleExport. */
export const handler = taskHandler(async ({ after, ...key }) => ({ next: await settleRequest(deps, key, after) }));
