import type { Host } from '#simulation/engine/process.ts';
import { Random } from '#simulation/engine/random.ts';

const MINUTE_MS = 60_000;

/**
 * EventBridge, which calls the sweeper each minute: mostly once, sometimes twice or not at all. Minutes in which nothing is due
 * are passed over, for a run of the sweeper leaves them as they are.
 */
export class Schedule {
  readonly #host: Host;
  readonly #nextDue: () => number | null;
  readonly #sweep: (name: string) => void;
  readonly #start: number;
  #next: number | null = null;

  constructor(host: Host, nextDue: () => number | null, sweep: (name: string) => void) {
    this.#host = host;
    this.#nextDue = nextDue;
    this.#sweep = sweep;
    this.#start = host.timeline.now;
  }

  /** Something may be due at another time than before. */
  look(): void {
    const due = this.#nextDue();
    if (due === null) return;
    const { timeline } = this.#host;
    const minute = Math.ceil(Math.max(due, timeline.now + 1) / MINUTE_MS) * MINUTE_MS;
    if (this.#next !== null && this.#next <= minute) return;
    this.#next = minute;
    timeline.at(minute, () => this.#tick(minute));
  }

  #tick(minute: number): void {
    // Another minute was found to come before this one.
    if (this.#next !== minute) return;
    this.#next = null;
    const { faults, seed, timeline } = this.#host;
    const name = `sweep ${(minute - this.#start) / MINUTE_MS}`;
    const random = new Random(seed, `${name} schedule`);
    const due = this.#nextDue();
    if (due !== null && due <= timeline.now) {
      const fault = faults.strike({ name, random }, 'schedule', ['sweep_skipped', 'sweep_doubled'], 4);
      if (fault !== 'sweep_skipped') this.#sweep(name);
      if (fault === 'sweep_doubled') timeline.after(random.between(0, 30_000), () => this.#sweep(`${name} again`));
    }
    this.look();
  }
}
