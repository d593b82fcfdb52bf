import { environmentOf } from '#env';
import { containerTokens } from '#erp/container-tokens.ts';
import { erps, erpSessions } from '#erp/erps.ts';
import { warn } from '#middleware/observability.ts';
import { taskHandler } from '#middleware/task.ts';
import {
  clock,
  erpCredentials,
  erpFetch,
  exportFiles,
  integrations,
  ledger,
  mailQueue,
  sharedTokens,
  teller,
} from '#runtime';
import { serveExport } from '#use-cases/serve-workflow.ts';

const env = environmentOf('export', process.env);
const deps = {
  ledger: ledger(env),
  integrations: integrations(env),
  erps,
  openSession: erpSessions({
    credentials: erpCredentials(env),
    accessToken: containerTokens(clock, sharedTokens(env)),
    files: await exportFiles(env),
    fetch: erpFetch(env),
    clock,
  }),
  mailQueue: mailQueue(env),
  waiting: teller(),
  clock,
  warn,
};

/** State Export, for the one ERP this function serves. */
export const handler = taskHandler(async ({ taskToken, after: _, ...key }) => ({
  outcome: await serveExport(deps, key, taskToken),
}));
