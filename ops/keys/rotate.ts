import { WrongUsage, type Command, type Report } from '#ops/command.ts';
import { keyStoreOf } from '#ops/keys/key-access.ts';
import { linksLiveUntil } from '#ops/keys/live-links.ts';
import { madeAt, previousKids, rotated } from '#ops/keys/ring.ts';
import { moment } from '#ops/standing.ts';

const UNKNOWN_AGE =
  'When the current key was made is not known, so links of the previous one may be in use. With --anyway they die.';

/** Draws a new key for links. What was mailed before still works. */
export const rotateKeys: Command = {
  takes: '[--anyway]',
  does: 'a new key signs links from now on, and the present one verifies those that are out. Refuses while links of the one before may be in use, unless told --anyway',
  options: { anyway: { type: 'boolean' } },
  run: async (world, given) => {
    if (given.words.length > 0) throw new WrongUsage('keys rotate takes no names.');
    const store = keyStoreOf(world);
    const now = world.clock();
    const ring = await store.read();
    const dropped = previousKids(ring);
    const since = madeAt(ring.current);
    const liveUntil = dropped.length === 0 || since === null ? null : await linksLiveUntil(world, since);
    const report = (outcome: Report['outcome'], lines: readonly string[], current = ring.current): Report => ({
      outcome,
      lines,
      facts: {
        ...{ current, previous: current === ring.current ? dropped : [ring.current] },
        links_of_previous_until: liveUntil?.toISOString() ?? null,
      },
    });
    if (dropped.length > 0 && given.options['anyway'] !== true) {
      if (since === null) return report('refused', [UNKNOWN_AGE]);
      if (liveUntil !== null && liveUntil > now) {
        const until = moment(liveUntil.toISOString());
        return report('refused', [
          `Links that were signed with the previous key ${dropped.join(', ')} may be in use until ${until}: rotate after that. With --anyway they die now.`,
        ]);
      }
    }
    const end = dropped.length === 0 ? [] : [`${dropped.join(', ')}: gone. Links that it signed are dead.`];
    if (!given.yes) {
      return report('would_do', [
        'Would draw a new key, which signs links from then on.',
        `${ring.current}: would verify the links that are out.`,
        ...end,
      ]);
    }
    const next = rotated(ring, now);
    await store.write(next);
    return report(
      'done',
      [
        `Done: ${next.current} signs links. Functions take it up within five minutes, and at once when a link bears it.`,
        `${ring.current}: verifies the links that are out.`,
        ...end,
      ],
      next.current,
    );
  },
};
