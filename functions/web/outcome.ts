import type { Request } from '#domain/request.ts';
import type { Outcome } from '#web/texts.ts';

/**
 * What became of a request that nobody can decide any more. An undecided one is among them only when its window is over
 * and nobody has written so yet.
 */
export const outcomeOf = ({ status, exports }: Pick<Request, 'status' | 'exports'>): Outcome => {
  switch (status) {
    case 'ready_to_export':
    case 'ready_to_update':
      return 'expired';
    case 'exporting': {
      const last = exports.at(-1)?.outcome;
      if (last === 'unknown') return 'unknown';
      return last === 'unavailable' ? 'waiting_for_erp' : 'exporting';
    }
    case 'synced':
    case 'failed_to_export':
    case 'rejected':
    case 'retrieved':
    case 'expired':
      return status;
  }
};
