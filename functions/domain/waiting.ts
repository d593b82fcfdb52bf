import { isBeingTried, mayHaveReachedErp } from '#domain/attempts.ts';
import type { WaitingPlace } from '#domain/metrics.ts';
import type { ProjectKey } from '#domain/ports.ts';
import type { Request, RequestStatus } from '#domain/request.ts';

/** Statuses in which somebody or something is waited for. */
export const WAITING_STATUSES = ['ready_to_export', 'ready_to_update', 'exporting', 'failed_to_export'] as const;
export type WaitingStatus = (typeof WAITING_STATUSES)[number];

/** A waiting request as an index shows it. */
export interface WaitingKey extends ProjectKey {
  /** ISO 8601. */
  readonly sentAt: string;
}

/** Finds what waits without reading what does not. May lag behind the latest write by a moment. */
export interface WaitingRequests {
  companies(): Promise<readonly number[]>;
  /** The oldest first. */
  inStatus(companyId: number, status: WaitingStatus): AsyncIterable<WaitingKey>;
}

/** Where a request waits, and since when (ISO 8601). */
export interface Waits {
  readonly place: WaitingPlace;
  readonly since: string;
}

const WAITS: ReadonlySet<RequestStatus> = new Set(WAITING_STATUSES);

/** Where a request waits; null for one that is over. */
export const waitsWhere = (request: Request, now: Date): Waits | null => {
  const { status, sent_at, decision, exports } = request;
  if (!WAITS.has(status)) return null;
  if (status === 'failed_to_export') return { place: 'failed', since: exports.at(-1)?.ended_at ?? sent_at };
  if (status !== 'exporting') return { place: 'approval', since: sent_at };
  const isUnknown = mayHaveReachedErp(request) && !isBeingTried(request, now);
  return { place: isUnknown ? 'unknown' : 'erp', since: decision?.at ?? sent_at };
};

/** What a moment shows of one place: figures for a metric. */
export interface Waiting {
  readonly place: WaitingPlace;
  readonly waiting: number;
  readonly waiting_over_1_day: number;
  readonly waiting_over_7_days: number;
  /** 0 where nothing waits. */
  readonly oldest_waiting_hours: number;
}

const HOUR_MS = 3600 * 1000;

/** Since how many hours something has waited. */
export const hoursSince = (since: string, now: Date): number =>
  Math.max(0, Math.round((now.getTime() - Date.parse(since)) / (HOUR_MS / 100)) / 100);

/** The figures of one place, from the hours that each request there has waited. */
export const waitingFigures = (place: WaitingPlace, hours: readonly number[]): Waiting => ({
  place,
  waiting: hours.length,
  waiting_over_1_day: hours.filter((each) => each > 24).length,
  waiting_over_7_days: hours.filter((each) => each > 7 * 24).length,
  oldest_waiting_hours: hours.reduce((oldest, each) => Math.max(oldest, each), 0),
});
