import type { SoundStack } from '../sound-stack.ts';

/** A stack that one thing is the matter with: the check that finds it, what it says, and what it has people do. */
export type Broken = readonly [
  check: string,
  what: string,
  breakIt: (sound: SoundStack) => unknown,
  says: string,
  todo: string,
];
