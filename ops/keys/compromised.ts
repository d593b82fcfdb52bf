import type { KeyRing } from '#domain/links.ts';
import { WrongUsage, type Command, type World } from '#ops/command.ts';
import { keyStoreOf } from '#ops/keys/key-access.ts';
import type { KeyStore } from '#ops/keys/key-store.ts';
import { reissueAll, requestsWithOldLinks, signedAnewFrom } from '#ops/keys/reissue-all.ts';
import { replaced, replacedAt } from '#ops/keys/ring.ts';
import { OPERATOR, operatorIn, operatorOption } from '#ops/operator.ts';
import { moment } from '#ops/standing.ts';

/** Keys that stand alone were replaced by this command: what is left is to go on from there, unless they are known as well. */
const ongoingSince = (ring: KeyRing, isAgain: boolean): Date | null => (isAgain ? null : replacedAt(ring));

const countOf = async (source: AsyncIterable<unknown>): Promise<number> => {
  let count = 0;
  for await (const _ of source) count += 1;
  return count;
};

const replaceAll = async (store: KeyStore, world: World): Promise<{ readonly kid: string; readonly at: Date }> => {
  const at = world.clock();
  const ring = replaced(at);
  await store.write(ring);
  world.progress(`${ring.current} has taken the place of all keys. New links are being mailed.`);
  return { kid: ring.current, at };
};

/** For keys that somebody else may know: all are replaced, and every open request gets new links. */
export const keysCompromised: Command = {
  takes: `${OPERATOR} [--again]`,
  does: 'for keys that others may know: replaces all of them, so that every link and session is dead, and mails new links for all open requests. Broken off, it goes on when repeated; --again replaces the new key as well',
  options: { ...operatorOption, again: { type: 'boolean' } },
  run: async (world, given) => {
    if (given.words.length > 0) throw new WrongUsage('keys compromised takes no names.');
    const operator = operatorIn(given);
    const store = keyStoreOf(world);
    const ring = await store.read();
    const since = ongoingSince(ring, given.options['again'] === true);
    const affected = await countOf(requestsWithOldLinks(world, since ?? world.clock()));
    if (!given.yes) {
      return {
        outcome: 'would_do',
        lines: [
          since === null
            ? `Would replace all keys (${[...ring.keys.keys()].join(', ')}): every link and every session is dead then.`
            : `All keys were replaced at ${moment(since.toISOString())}: would go on from there.`,
          `Would mail new links for requests that wait for their approvers, unless they have them: ${affected}.`,
        ],
        facts: { replaces: since === null, current: ring.current, requests: affected },
      };
    }
    const { kid, at } = since === null ? await replaceAll(store, world) : { kid: ring.current, at: since };
    const done = await reissueAll(world, { kid, replacedAt: at, operator });
    const end = signedAnewFrom({ replacedAt: at });
    const isOver = end <= world.clock();
    return {
      outcome: since !== null && done === 0 ? 'nothing_to_do' : 'done',
      lines: [
        since === null
          ? `Done: ${kid} has taken the place of all keys.`
          : `All keys were replaced at ${moment(at.toISOString())}.`,
        `Requests that got new links now: ${done}.`,
        isOver
          ? 'Every link that is out is signed with the new key. If that is known to others as well: --again.'
          : `Functions may go on with the old keys until ${moment(end.toISOString())}. Repeat the command after that: it sees to what was sent meanwhile.`,
      ],
      facts: {
        replaced: since === null,
        current: kid,
        requests: done,
        repeat_after: isOver ? null : end.toISOString(),
      },
    };
  },
};
