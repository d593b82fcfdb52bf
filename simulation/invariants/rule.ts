/** The facts file's names. */
export type InvariantName = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10';

/** What is broken, in a sentence; null when nothing is. */
export type Check<Seen> = (seen: Seen) => string | null;

/** A check and the invariant that it belongs to. */
export type Rule<Seen> = readonly [InvariantName, Check<Seen>];
