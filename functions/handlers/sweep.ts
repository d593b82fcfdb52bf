import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { environmentOf } from '#env';
import { inInvocation } from '#middleware/invocation.ts';
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

/**
 * Of the time that Lambda gives, what is left when nothing new is taken up: for the projects in work, whose calls may each take
 * some attempts of two seconds, and for the lists of what waits.
 */
const RESERVE_MS = 15_000;

/** Called by the schedule with `{"scope": "due"}`, and by people with `{"scope": "open"}` after executions were lost. */
export const handler = inInvocation(async (event: unknown, context: Context) => {
  const stopAt = new Date(clock().getTime() + context.getRemainingTimeInMillis() - RESERVE_MS);
  const report = await sweep(deps, sweepEvent.parse(event).scope, stopAt);
  await queueDigests(deps);
  // Every time: an alarm rises when this line stays away, or says that something was due long ago.
  logger.info('swept', { ...report });
  return report;
});
