import type { Clock } from '#domain/ports.ts';

/** What a container remembers of answers from outside. */
export interface Cached<Value> {
  get(key: string): Promise<Value>;
  forget(key: string): void;
}

/**
 * Asks `load` at most once per key within `seconds`; callers at the same moment share one question. A failure is not
 * remembered: the next caller asks again.
 */
export const cached = <Value>(clock: Clock, seconds: number, load: (key: string) => Promise<Value>): Cached<Value> => {
  const answers = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();
  return {
    forget: (key) => void answers.delete(key),
    get: async (key) => {
      const known = answers.get(key);
      if (known !== undefined && clock().getTime() < known.until) return known.value;
      const answer = { value: load(key), until: clock().getTime() + seconds * 1000 };
      answers.set(key, answer);
      try {
        return await answer.value;
      } catch (error) {
        if (answers.get(key) === answer) answers.delete(key);
        throw error;
      }
    },
  };
};
