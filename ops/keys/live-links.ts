import { addDuration } from '#domain/calendar.ts';
import type { RequestStatus } from '#domain/request.ts';
import type { World } from '#ops/command.ts';
import { find } from '#ops/find.ts';
import { HELD_SECONDS } from '#ops/keys/ring.ts';
import { companiesOf } from '#ops/request-index.ts';

/** Where a link still decides something, or has a failed export tried again. */
export const WITH_LIVE_LINKS: readonly RequestStatus[] = ['ready_to_export', 'ready_to_update', 'failed_to_export'];

/**
 * Until when links may be used that were signed before a moment: the longest window of the companies' policies from then on, or
 * longer where a request was sent under a policy that has been shortened since.
 */
export const linksLiveUntil = async (world: World, signedBefore: Date): Promise<Date> => {
  const last = new Date(signedBefore.getTime() + HELD_SECONDS * 1000);
  const companies = await companiesOf(world.companies, world.requestIndex);
  const ends = [last];
  for (const companyId of companies) {
    for (const { policy } of await world.integrations.list(companyId)) {
      ends.push(addDuration(last, policy.approval_window, policy.calendar));
    }
  }
  for await (const name of world.requestIndex.standing(companies, WITH_LIVE_LINKS)) {
    if (name.sentAt > last.toISOString()) break;
    const found = await find(world, name);
    if (found !== null) ends.push(new Date(found.request.expires_at));
  }
  return ends.reduce((latest, end) => (end > latest ? end : latest));
};
