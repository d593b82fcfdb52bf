import { environmentOf } from '#env';
import { inInvocation } from '#middleware/invocation.ts';
import { logger } from '#middleware/observability.ts';
import { clock, ledger, waitingRequests } from '#runtime';
import { countWaiting } from '#use-cases/count-waiting.ts';

const env = environmentOf('count-waiting', process.env);
const deps = { ledger: ledger(env), waiting: waitingRequests(env), clock };

/** Called by a schedule: writes into the log what waits, where, since when. The dashboard is made of these lines. */
export const handler = inInvocation(async () => {
  const counted_at = clock().toISOString();
  const { places, longest } = await countWaiting(deps);
  for (const place of places) logger.info('waiting', { counted_at, ...place });
  for (const wait of longest) logger.info('waits_long', { counted_at, ...wait });
});
