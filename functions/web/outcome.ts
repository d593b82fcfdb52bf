import type { Request } from '#domain/request.ts';
import type { Texts } from '#web/texts/en.ts';

/** What a request has come to, as its page tells it. */
export type Outcome = keyof Texts['result']['outcomes'];

/**
 * What became of a request that its visitor cannot decide. An undecided one is among them only when others must accept too, or
 * when its window is over and nobody has written so yet.
 */
export const outcomeOf = (
  {
    status,
    exports,
    case_opened_at,
    paused_until,
  }: Pick<Request, 'status' | 'exports' | 'case_opened_at' | 'paused_until'>,
  acceptsMissing: number,
): Outcome => {
  switch (status) {
    case 'ready_to_export':
    case 'ready_to_update':
      return acceptsMissing > 0 ? 'accepted_in_part' : 'expired';
    case 'exporting': {
      const last = exports.at(-1)?.outcome;
      if (case_opened_at !== null) return 'open_case';
      if (last === 'unknown') return 'unknown';
      return last === 'unavailable' || paused_until !== null ? 'waiting_for_erp' : 'exporting';
    }
    case 'synced':
    case 'failed_to_export':
    case 'rejected':
    case 'retrieved':
    case 'expired':
      return status;
  }
};
