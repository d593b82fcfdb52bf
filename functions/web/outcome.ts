import { mayHaveReachedErp } from '#domain/attempts.ts';
import type { Request } from '#domain/request.ts';
import type { Texts } from '#web/texts/en.ts';

/** What a request has come to, as its page tells it. */
export type Outcome = keyof Texts['result']['outcomes'];

/** What an export that is under way waits for: an attempt that runs, an answer that got lost, or an ERP that bears no more. */
const exportOutcome = (request: Request): Outcome => {
  if (request.case_opened_at !== null) return 'open_case';
  const last = request.exports.at(-1)?.outcome;
  if (last !== 'running' && request.held_by_operators && !mayHaveReachedErp(request)) return 'held';
  if (last === 'running') return 'exporting';
  if (mayHaveReachedErp(request)) return 'unknown';
  return last === 'unavailable' || request.paused_until !== null ? 'waiting_for_erp' : 'exporting';
};

/**
 * What became of a request that its visitor cannot decide. An undecided one is among them only when others must accept too, or
 * when its window is over and nobody has written so yet.
 */
export const outcomeOf = (request: Request, acceptsMissing: number): Outcome => {
  switch (request.status) {
    case 'ready_to_export':
    case 'ready_to_update':
      return acceptsMissing > 0 ? 'accepted_in_part' : 'expired';
    case 'exporting':
      return exportOutcome(request);
    case 'synced':
    case 'failed_to_export':
    case 'rejected':
    case 'retrieved':
    case 'expired':
      return request.status;
  }
};
