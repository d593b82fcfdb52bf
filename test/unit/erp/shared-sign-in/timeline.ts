/** How a call that is under way ends. `lost`: it was done, and its answer does not come. */
type Ending = 'done' | 'lost' | 'undone';

interface Pending {
  readonly container: number;
  readonly until: number;
  end(ending: Ending): void;
}

/**
 * Several containers on one clock. Every call that one makes, and every pause, waits until the test lets it end; its time limit
 * ends it as well, as the clients' limits do. A container that died hears nothing any more.
 */
export class Timeline {
  now = Date.parse('2026-11-27T09:00:00.000Z');
  #pending: Pending[] = [];
  readonly #dead = new Set<number>();

  get waiting(): number {
    return this.#pending.length;
  }

  readonly clock = (): Date => new Date(this.now);

  /** A call that does `work` when it ends, unless its time is over before. */
  call<T>(container: number, limitMs: number, work: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#pending.push({
      container,
      until: this.now + limitMs,
      end: (ending) => {
        const answer = ending === 'undone' ? undefined : this.#attempt(work);
        if (this.#dead.has(container)) return;
        if (ending !== 'done' || answer === undefined) reject(new Error('No answer came.'));
        else if ('error' in answer) reject(answer.error);
        else resolve(answer.value);
      },
    });
    return promise;
  }

  pause(container: number, milliseconds: number): Promise<unknown> {
    const until = this.now + milliseconds;
    return this.call(container, milliseconds, () => (this.now = Math.max(this.now, until)));
  }

  /** Lets one of the calls that are under way end. */
  async step(choice: number, ending: Ending): Promise<void> {
    const [pending] = this.#pending.splice(choice % Math.max(1, this.#pending.length), 1);
    pending?.end(ending);
    await settled();
  }

  /** The container is gone; of what it had under way, the ERP and AWS may have done the work. */
  async kill(container: number, isDone: boolean): Promise<void> {
    this.#dead.add(container);
    const [own, others] = [true, false].map((isOwn) =>
      this.#pending.filter((each) => (each.container === container) === isOwn),
    );
    this.#pending = others ?? [];
    for (const pending of own ?? []) pending.end(isDone ? 'done' : 'undone');
    await settled();
  }

  /** Time passes. Calls whose limit falls into it end there, in the order of their limits. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      const next = this.#pending.filter(({ until }) => until <= end).sort((a, b) => a.until - b.until)[0];
      if (next === undefined) break;
      this.#pending.splice(this.#pending.indexOf(next), 1);
      this.now = Math.max(this.now, next.until);
      next.end('lost');
      await settled();
    }
    this.now = end;
  }

  #attempt<T>(work: () => T): { readonly value: T } | { readonly error: unknown } {
    try {
      return { value: work() };
    } catch (error) {
      return { error };
    }
  }
}

/** After everything that follows from what has ended already. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
