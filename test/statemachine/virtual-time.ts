import { setImmediate as turn } from 'node:timers/promises';
import type { Sleep } from '#local/workflow/sleep.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only when a test says so. */
export class VirtualTime {
  seconds = 0;
  readonly #sleepers = new Set<Sleeper>();

  readonly sleep: Sleep = (seconds, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const sleeper = { at: this.seconds + seconds, wake: () => resolve(undefined) };
    this.#sleepers.add(sleeper);
    signal.addEventListener('abort', () => {
      this.#sleepers.delete(sleeper);
      reject(new Error('aborted'));
    });
    return promise;
  };

  readonly clock = (): Date => new Date(this.seconds * 1000);

  /** How many wait for time to pass. */
  get sleepers(): number {
    return this.#sleepers.size;
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 5; turns += 1) await turn();
  }

  /** Lets so many seconds pass, waking everybody at their time. */
  async pass(seconds: number): Promise<void> {
    const end = this.seconds + seconds;
    await this.settle();
    for (let next = this.#earliest(); next !== undefined && next.at <= end; next = this.#earliest()) {
      this.seconds = next.at;
      this.#sleepers.delete(next);
      next.wake();
      await this.settle();
    }
    this.seconds = end;
  }

  /** Lets time pass until nobody waits for it. */
  async passAll(): Promise<void> {
    await this.settle();
    for (let next = this.#earliest(); next !== undefined; next = this.#earliest())
      await this.pass(next.at - this.seconds);
  }

  #earliest(): Sleeper | undefined {
    return [...this.#sleepers].sort((a, b) => a.at - b.at)[0];
  }
}
