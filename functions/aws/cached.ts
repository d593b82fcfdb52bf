import type { Clock } from '#domain/ports.ts';

/** More answers are not kept: what people type makes new questions without end. 500 lists of 200 options are some 15 MB. */
const MOST_KEPT = 500;

/** What a container remembers of answers from outside. */
export interface Cached<Value, Asked = string> {
  get(asked: Asked): Promise<Value>;
  /** Asks anew; should that fail, the answer that was known stays. */
  renew(asked: Asked): Promise<Value>;
  forget(asked: Asked): void;
}

const keyOf = (asked: string | object): string => (typeof asked === 'string' ? asked : JSON.stringify(asked));

/**
 * Asks `load` at most once per question within `seconds`; callers at the same moment share one. A failure is not remembered:
 * the next caller asks again. Beyond 500 answers the oldest is forgotten.
 */
export const cached = <Value, Asked extends string | object = string>(
  clock: Clock,
  seconds: number,
  load: (asked: Asked) => Promise<Value>,
): Cached<Value, Asked> => {
  const answers = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();
  const keep = (key: string, answer: { readonly value: Promise<Value>; readonly until: number }): void => {
    answers.delete(key);
    answers.set(key, answer);
    const [oldest] = answers.keys();
    if (answers.size > MOST_KEPT && oldest !== undefined) answers.delete(oldest);
  };
  return {
    renew: async (asked) => {
      const value = await load(asked);
      keep(keyOf(asked), { value: Promise.resolve(value), until: clock().getTime() + seconds * 1000 });
      return value;
    },
    forget: (asked) => void answers.delete(keyOf(asked)),
    get: async (asked) => {
      const key = keyOf(asked);
      const known = answers.get(key);
      if (known !== undefined && clock().getTime() < known.until) return known.value;
      const answer = { value: load(asked), until: clock().getTime() + seconds * 1000 };
      keep(key, answer);
      try {
        return await answer.value;
      } catch (error) {
        if (answers.get(key) === answer) answers.delete(key);
        throw error;
      }
    },
  };
};
