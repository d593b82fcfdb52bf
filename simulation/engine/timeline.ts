interface Event {
  readonly at: number;
  readonly sequence: number;
  readonly act: () => void;
}

const isEarlier = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.sequence < b.sequence);

/**
 * Calls back once all code that can go on without time has done so. Node empties the microtask queue before it takes the next
 * tick, so a tick asked for from within a microtask comes after every promise that was settled, and those that they settled.
 */
const onceSettled = (then: () => void): void => void Promise.resolve().then(() => process.nextTick(then));

/** Virtual time: one queue of events, ordered by when they happen and then by when they were asked for. */
export class Timeline {
  /** Milliseconds since 1970. */
  now: number;
  /** Events that have happened. */
  steps = 0;
  readonly #heap: Event[] = [];
  #sequence = 0;

  constructor(start: Date) {
    this.now = start.getTime();
  }

  at(time: number, act: () => void): void {
    this.#push({ at: Math.max(time, this.now), sequence: (this.#sequence += 1), act });
  }

  after(milliseconds: number, act: () => void): void {
    this.at(this.now + milliseconds, act);
  }

  /**
   * Lets events happen until none is left, or `isOver` says so after one.
   * @param until the latest time that is waited for, in milliseconds since 1970
   * @returns whether nothing is left to happen
   */
  run(until: number, isOver: () => boolean): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const step = (): void => {
      try {
        const next = isOver() ? undefined : this.#heap[0];
        if (next === undefined || next.at > until) {
          resolve(this.#heap.length === 0);
          return;
        }
        this.#pop();
        this.now = next.at;
        this.steps += 1;
        next.act();
        onceSettled(step);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    onceSettled(step);
    return promise;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.length;
    for (; index > 0;) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isEarlier(event, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && isEarlier(right, left);
      const child = isRight ? right : left;
      if (!isEarlier(child, last)) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = last;
  }
}
