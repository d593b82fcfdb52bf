import * as z from 'zod/mini';
import { environmentOf } from '#env';
import { logger, warn } from '#middleware/observability.ts';
import { clock, digests, integrations, ledger, mailQueue, workflow } from '#runtime';
import { queueDigests } from '#use-cases/send-digest.ts';
import { sweep } from '#use-cases/sweep.ts';

const env = environmentOf('sweep', process.env);
const deps = {
  ledger: ledger(env),
  integrations: integrations(env),
  digests: digests(env),
  mailQueue: mailQueue(env),
  workflow: workflow(env),
  clock,
  warn,
};
const sweepEvent = z.object({ scope: z.enum(['due', 'open']) });

/** Called by the schedule with `{"scope": "due"}`, and by people with `{"scope": "open"}` after executions were lost. */
export const handler = async (event: unknown) => {
  const report = await sweep(deps, sweepEvent.parse(event).scope);
  await queueDigests(deps);
  if (report.looked_at > 0) logger.info('swept', { ...report });
  return report;
};
