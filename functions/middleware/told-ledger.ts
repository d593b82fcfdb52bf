import { happenedBetween } from '#domain/happened.ts';
import type { Ledger } from '#domain/ports.ts';
import { logger } from '#middleware/observability.ts';

/**
 * A ledger that says in the log what happened, once it stands in the store: every transition is written here, whoever causes it.
 * A crash right after the write leaves the line out; the ledger is the truth, and the figures made of these lines are for people.
 */
export const toldLedger = (ledger: Ledger): Ledger => ({
  ...ledger,
  write: async (before, next) => {
    await ledger.write(before, next);
    for (const happened of happenedBetween(before, next)) logger.info('transition', { ...happened });
  },
});
