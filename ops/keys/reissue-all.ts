import { reissueLinks, requiredKid } from '#domain/life.ts';
import { VersionConflict } from '#domain/ports.ts';
import { allows } from '#domain/transitions.ts';
import type { World } from '#ops/command.ts';
import { WITH_LIVE_LINKS } from '#ops/keys/live-links.ts';
import { HELD_SECONDS } from '#ops/keys/ring.ts';
import { companiesOf, type IndexedRequest } from '#ops/request-index.ts';
import { queueMails } from '#use-cases/queue-mails.ts';
import { workThrough } from '#use-cases/work-through.ts';

/** Requests worked on at once: two calls each, and nobody waits for the last one but the operator. */
const AT_ONCE = 8;

/** After so many people are told how far it has come. */
const STEP = 100;

/** Which links are to be re-issued: those of requests that were sent while functions may have held other keys than this one. */
export interface Reissue {
  readonly kid: string;
  readonly replacedAt: Date;
  /** Who had it done. */
  readonly operator: string;
}

/** When no function signs with the keys of before any more. */
export const signedAnewFrom = ({ replacedAt }: Pick<Reissue, 'replacedAt'>): Date =>
  new Date(replacedAt.getTime() + HELD_SECONDS * 1000);

async function* sentBefore(world: World, end: string): AsyncGenerator<IndexedRequest> {
  const companies = await companiesOf(world.companies, world.requestIndex);
  for await (const name of world.requestIndex.standing(companies, WITH_LIVE_LINKS)) {
    if (name.sentAt >= end) return;
    yield name;
  }
}

/** Every request with links that may be signed with other keys. */
export const requestsWithOldLinks = (world: World, replacedAt: Date): AsyncIterable<IndexedRequest> =>
  sentBefore(world, signedAnewFrom({ replacedAt }).toISOString());

/** False when the request needs no new links, or has them. */
const reissueOne = async (world: World, name: IndexedRequest, { kid, operator }: Reissue): Promise<boolean> => {
  for (;;) {
    const record = await world.ledger.read(name);
    if (record?.request.id !== name.requestId || !allows('reissue_links', record.request.status)) return false;
    if (requiredKid(record) === kid) return false;
    const next = reissueLinks(record, operator, world.clock(), kid);
    try {
      await world.ledger.write(record, next);
      await queueMails(world, next);
      return true;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
  }
};

/** Re-issues all links, oldest requests first. May be repeated: whatever has its links is passed by. @returns how many it did */
export const reissueAll = async (world: World, reissue: Reissue): Promise<number> => {
  let done = 0;
  await workThrough(
    requestsWithOldLinks(world, reissue.replacedAt),
    AT_ONCE,
    () => true,
    async (name) => {
      if (!(await reissueOne(world, name, reissue))) return;
      done += 1;
      if (done % STEP === 0) world.progress(`${done} requests have new links.`);
    },
  );
  return done;
};
