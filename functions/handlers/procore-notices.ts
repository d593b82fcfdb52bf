import { procoreNotice, type ProcoreNotice } from '#domain/procore.ts';
import { environmentOf } from '#env';
import { erps } from '#erp/erps.ts';
import { warn } from '#middleware/observability.ts';
import { queueHandler } from '#middleware/queue.ts';
import { clock, integrations, ledger, procore, quarantine, workflow } from '#runtime';
import { takeProcoreNotice } from '#use-cases/take-procore-notice.ts';

const env = environmentOf('procore-notices', process.env);
const deps = {
  ledger: ledger(env),
  integrations: integrations(env),
  erps,
  workflow: workflow(env),
  publishesEvents: true,
  procore: procore(env),
  clock,
  warn,
};

/** Sends what somebody has sent in Procore. What Procore could not be asked about comes back. */
export const handler = queueHandler(procoreNotice, quarantine(env), async (notice: ProcoreNotice) => {
  await takeProcoreNotice(deps, notice);
});
