import { setImmediate as nextTurn } from 'node:timers/promises';

/** Steps of tasks that run side by side; one goes at a time. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  readonly #choose: (options: number) => number;

  constructor(choose: (options: number) => number) {
    this.#choose = choose;
  }

  /** Does something when its turn has come. */
  async take<T>(step: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return step();
  }

  /** Runs all tasks to their end. Between their steps they may wait for nothing but each other: nothing else has a turn. */
  async run<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
    let left = tasks.length;
    const running = Promise.all(tasks.map((task) => task().finally(() => (left -= 1))));
    // A task that fails keeps its turns: what it failed of is told when all have ended.
    running.catch(() => undefined);
    await nextTurn();
    while (this.#waiting.length > 0) {
      this.#waiting.splice(this.#choose(this.#waiting.length), 1)[0]?.();
      await nextTurn();
    }
    if (left > 0) throw new Error('A task waits for something that is no step of any.');
    return running;
  }
}

interface Choice {
  readonly taken: number;
  readonly options: number;
}

/** The choices that come after these when all are tried, first to last; null after the last. */
const following = (choices: readonly Choice[]): number[] | null => {
  const at = choices.findLastIndex(({ taken, options }) => taken + 1 < options);
  if (at === -1) return null;
  const [changed] = choices.slice(at);
  return [...choices.slice(0, at).map(({ taken }) => taken), (changed?.taken ?? 0) + 1];
};

/** Calls `run` once for every order that the steps of its tasks can come in. @returns how many there are. */
export const inEveryOrder = async (run: (turns: Turns) => Promise<void>): Promise<number> => {
  let orders = 0;
  for (let script: number[] | null = []; script !== null; orders += 1) {
    const wanted: readonly number[] = script;
    const choices: Choice[] = [];
    const choose = (options: number): number => {
      const taken = wanted[choices.length] ?? 0;
      choices.push({ taken, options });
      return taken;
    };
    await run(new Turns(choose));
    script = following(choices);
  }
  return orders;
};
