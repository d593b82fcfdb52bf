import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyRing } from '#domain/links.ts';
import { madeAt, previousKids, replaced, replacedAt, rotated } from '#ops/keys/ring.ts';
import { NOON } from '#test/support/records.ts';

const first = keyRing.parse({ current: 'k1', k1: 'the-key-of-the-stack-'.repeat(3) });

describe('keys that sign links', () => {
  it('are rotated: the current one becomes the previous one, the one before is gone', () => {
    const once = rotated(first, NOON);
    expect([previousKids(once), once.keys.get('k1')]).toEqual([['k1'], first.keys.get('k1')]);
    const twice = rotated(once, new Date(NOON.getTime() + 1));
    expect(previousKids(twice)).toEqual([once.current]);
  });

  it('are replaced at once: none of those before is left', () => {
    const ring = replaced(NOON);
    expect([...ring.keys.keys()]).toEqual([ring.current]);
    expect(replacedAt(ring)).toEqual(NOON);
    expect([replacedAt(first), replacedAt(rotated(first, NOON))]).toEqual([null, null]);
  });

  it('are drawn anew each time, as long as the first one, in the form that functions read', () => {
    const [one, other] = [replaced(NOON), replaced(NOON)];
    const [key = ''] = one.keys.values();
    expect(key).toMatch(/^[\w-]{64}$/);
    expect([...other.keys.values()]).not.toEqual([key]);
    expect(keyRing.parse({ current: one.current, ...Object.fromEntries(one.keys) })).toEqual(one);
  });

  it('say by their name when they were made, and nothing else does', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (at) => {
        expect(madeAt(rotated(first, at).current)).toEqual(at);
      }),
    );
    for (const kid of ['k1', 'k20261399000000000', 'x20261127165800123', 'k202611271658001234']) {
      expect(madeAt(kid), kid).toBeNull();
    }
  });
});
