import type { Retrier } from '#local/workflow/definition.ts';
import { matches, type ExecutionError } from '#local/workflow/errors.ts';

/**
 * Counts the retries of one visit of a state, per retrier. Gives the seconds to wait before the next attempt, or null when
 * the first retrier that matches is used up or none matches. `random` draws from [0, 1): with full jitter the whole pause is drawn.
 */
export const countRetries = (
  retriers: readonly Retrier[],
  random: () => number,
): ((failure: ExecutionError) => number | null) => {
  const used = new Map<Retrier, number>();
  return (failure) => {
    const retrier = retriers.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
    if (retrier === undefined) return null;
    const { IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds = Infinity, JitterStrategy } = retrier;
    const before = used.get(retrier) ?? 0;
    if (before >= MaxAttempts) return null;
    used.set(retrier, before + 1);
    const longest = Math.min(IntervalSeconds * BackoffRate ** before, MaxDelaySeconds);
    return JitterStrategy === 'FULL' ? random() * longest : longest;
  };
};
