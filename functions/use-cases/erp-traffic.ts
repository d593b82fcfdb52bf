import { admit, closureAt, leave, spread, type Closure, type Connection, type Met } from '#domain/connection.ts';
import type { Traffic } from '#domain/capability.ts';
import { VersionConflict, type Clock, type IntegrationKey, type Integrations } from '#domain/ports.ts';

export interface TrafficDeps {
  readonly integrations: Pick<Integrations, 'connection' | 'connect'>;
  readonly clock: Clock;
}

/** Who goes to which ERP. */
export interface Export {
  readonly integration: IntegrationKey;
  readonly requestId: string;
}

/** Exports that meet on one connection: as many as may be on the way, and each comes and goes. */
const MOST_COLLISIONS = 100;

/** Changes the connection by what `change` makes of it, until no other write comes between. */
export const changeConnection = async <Result>(
  { integrations }: TrafficDeps,
  key: IntegrationKey,
  change: (known: Connection) => { readonly next: Connection | null; readonly result: Result },
): Promise<Result | null> => {
  for (let collision = 0; collision < MOST_COLLISIONS; collision += 1) {
    const known = await integrations.connection(key);
    if (known === null) return null;
    const { next, result } = change(known);
    try {
      if (next !== null) await integrations.connect(key, known, next);
      return result;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
  }
  throw new Error('Too many exports of one integration met.');
};

/** Until when an export must stay away, and whether all others must; null when it may begin. */
export type StayAway = (Closure & { readonly isPaused: boolean }) | null;

/** Lets an export begin if its ERP bears another one now. */
export const enterErp = (
  deps: TrafficDeps,
  { integration, requestId }: Export,
  traffic: Traffic,
  leaseSeconds: number,
): Promise<StayAway> =>
  changeConnection(deps, integration, (known) => {
    const admission = admit(known, traffic, requestId, leaseSeconds, deps.clock());
    if (admission.admitted) return { next: admission.next, result: null };
    const { until, isPaused, isHeld } = admission;
    return { next: null, result: { until: isPaused ? spread(until, requestId) : until, isPaused, isHeld } };
  });

/** Ends what `enterErp` let begin; until when no other begins now, null when they may. */
export const leaveErp = (
  deps: TrafficDeps,
  { integration, requestId }: Export,
  met: Met | null,
): Promise<Closure | null> =>
  changeConnection(deps, integration, (known) => {
    const now = deps.clock();
    const next = leave(known, requestId, met, now);
    const closure = closureAt(next, now);
    return { next, result: closure && { ...closure, until: spread(closure.until, requestId) } };
  });
