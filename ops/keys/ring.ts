import { randomBytes } from 'node:crypto';
import type { KeyRing } from '#domain/links.ts';

/** How long functions may go on with keys that they have read: functions/aws/secrets.ts, and a minute for calls on their way. */
export const HELD_SECONDS = 6 * 60;

/** As long as the key that the stack draws: 64 characters, here of 48 random bytes. */
const drawKey = (): string => randomBytes(48).toString('base64url');

/** A key's name says when it was made, to the millisecond: `k20261127165800123`. */
const kidAt = (at: Date): string => `k${at.toISOString().replaceAll(/\D/g, '')}`;

/** When a key was made; null for one that was not made by these commands, such as the stack's first. */
export const madeAt = (kid: string): Date | null => {
  const [, year, month, day, hours, minutes, seconds, rest] =
    /^k(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(kid) ?? [];
  const at = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${rest}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
};

/** Keys that still verify links and sign no new ones. */
export const previousKids = ({ current, keys }: KeyRing): string[] => [...keys.keys()].filter((kid) => kid !== current);

/** The current key becomes the previous one, which verifies what is out; a new one signs. Older ones are gone. */
export const rotated = (ring: KeyRing, now: Date): KeyRing => {
  const kept = ring.keys.get(ring.current) ?? '';
  const current = kidAt(now);
  return {
    current,
    keys: new Map([
      [ring.current, kept],
      [current, drawKey()],
    ]),
  };
};

/** One new key, and none of those before: whatever they signed is dead. */
export const replaced = (now: Date): KeyRing => {
  const current = kidAt(now);
  return { current, keys: new Map([[current, drawKey()]]) };
};

/** When all keys were replaced at once; null when they were not. Rotating always leaves two. */
export const replacedAt = (ring: KeyRing): Date | null => (ring.keys.size === 1 ? madeAt(ring.current) : null);
