import { idsOf, type RequestIds } from '#domain/happened.ts';
import { waitingPlaces, type WaitingPlace } from '#domain/metrics.ts';
import type { Clock, Ledger } from '#domain/ports.ts';
import {
  hoursSince,
  waitingFigures,
  WAITING_STATUSES,
  waitsWhere,
  type Waiting,
  type WaitingKey,
  type WaitingRequests,
  type WaitingStatus,
} from '#domain/waiting.ts';

export interface CountDeps {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly waiting: WaitingRequests;
  readonly clock: Clock;
}

/** A request that has waited longer than most, for a list that people read. */
export interface LongWait extends RequestIds {
  readonly place: WaitingPlace;
  /** ISO 8601. */
  readonly since: string;
  readonly hours: number;
  readonly erp: string;
  readonly integration_id: string;
}

/** What waits at one moment. */
export interface WaitingReport {
  /** One for each place, where nothing waits too. */
  readonly places: readonly Waiting[];
  /** The oldest of each place. */
  readonly longest: readonly LongWait[];
}

/**
 * Records that are read of each status, the oldest first. What waits for approval waits since it was sent, which the index knows,
 * so only those are read that are named. Of the others the record alone tells where they wait and since when; beyond so many (an
 * ERP that is down at a month's end) they are counted and have no age.
 */
const READ_AT_MOST: Readonly<Record<WaitingStatus, number>> = {
  ready_to_export: 20,
  ready_to_update: 20,
  exporting: 200,
  failed_to_export: 200,
};

/** Longest waits that are named, of each place. */
const MOST_NAMED = 20;

const UNREAD_PLACE: Readonly<Record<WaitingStatus, WaitingPlace>> = {
  ready_to_export: 'approval',
  ready_to_update: 'approval',
  exporting: 'erp',
  failed_to_export: 'failed',
};

/** All keys of a status in those companies, the oldest first. */
const keysIn = async (
  { waiting }: CountDeps,
  companies: readonly number[],
  status: WaitingStatus,
): Promise<WaitingKey[]> => {
  const keys: WaitingKey[] = [];
  for (const companyId of companies) {
    for await (const key of waiting.inStatus(companyId, status)) keys.push(key);
  }
  return keys.sort((a, b) => (a.sentAt < b.sentAt ? -1 : 1));
};

/** A request that waits; null when it has gone on since the index said so. */
const longWaitOf = async ({ ledger, clock }: CountDeps, key: WaitingKey): Promise<LongWait | null> => {
  const request = (await ledger.read(key))?.request;
  const waits = request && waitsWhere(request, clock());
  if (!waits) return null;
  const { erp, id: integration_id } = request.integration;
  return { ...idsOf(request), ...waits, hours: hoursSince(waits.since, clock()), erp, integration_id };
};

interface Found {
  readonly named: readonly LongWait[];
  readonly unread: readonly { readonly place: WaitingPlace; readonly hours: number }[];
}

const findIn = async (deps: CountDeps, companies: readonly number[], status: WaitingStatus): Promise<Found> => {
  const keys = await keysIn(deps, companies, status);
  const named: LongWait[] = [];
  for (const key of keys.slice(0, READ_AT_MOST[status])) {
    const wait = await longWaitOf(deps, key);
    if (wait !== null) named.push(wait);
  }
  const now = deps.clock();
  const unread = keys.slice(READ_AT_MOST[status]).map(({ sentAt }) => ({
    place: UNREAD_PLACE[status],
    hours: UNREAD_PLACE[status] === 'approval' ? hoursSince(sentAt, now) : 0,
  }));
  return { named, unread };
};

/**
 * What waits, where, since when. Reads the keys of what waits (nothing of what is over) and at most {@link READ_AT_MOST} records,
 * however much there is.
 */
export const countWaiting = async (deps: CountDeps): Promise<WaitingReport> => {
  const companies = await deps.waiting.companies();
  const found = await Promise.all(WAITING_STATUSES.map((status) => findIn(deps, companies, status)));
  const named = found.flatMap((each) => each.named).sort((a, b) => b.hours - a.hours);
  const all = [...named, ...found.flatMap(({ unread }) => unread)];
  const hoursAt = (wanted: WaitingPlace) => all.flatMap(({ place, hours }) => (place === wanted ? [hours] : []));
  return {
    places: waitingPlaces.map((place) => waitingFigures(place, hoursAt(place))),
    longest: waitingPlaces.flatMap((wanted) => named.filter(({ place }) => place === wanted).slice(0, MOST_NAMED)),
  };
};
