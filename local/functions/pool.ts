import { availableParallelism } from 'node:os';
import type { Json } from '#local/json.ts';
import { Sandbox, type SandboxPlaces } from '#local/functions/sandbox.ts';
import type { FunctionSpec } from '#local/template/functions.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';

/** More sandboxes would only fight for the processors. Further calls wait for their turn. */
export const MOST_SANDBOXES = Math.min(Math.max(availableParallelism(), 2), 4);

/** How long a sandbox waits for a call; the last one of a function waits on, longer than the sweeper's runs are apart. Lambda, too, ends what nobody calls. */
const IDLE_MS = { last: 90_000, surplus: 5_000 };

/** The sandboxes of one function. */
export class FunctionPool {
  readonly #spec: FunctionSpec;
  readonly #places: SandboxPlaces;
  readonly #idle = new Map<Sandbox, NodeJS.Timeout>();
  readonly #busy = new Set<Sandbox>();
  readonly #queue: ((sandbox: Sandbox) => void)[] = [];

  constructor(spec: FunctionSpec, places: SandboxPlaces) {
    this.#spec = spec;
    this.#places = places;
  }

  /** Starts a sandbox, so that the first call need not wait for it. */
  warm(): void {
    this.#keep(new Sandbox(this.#spec, this.#places));
  }

  async call(event: Json): Promise<FunctionAnswer> {
    const sandbox = await this.#take();
    const answer = await this.#places.around(this.#spec, event, () => sandbox.call(event));
    this.#handOn(sandbox);
    return answer;
  }

  async stop(): Promise<void> {
    for (const timer of this.#idle.values()) clearTimeout(timer);
    await Promise.all([...this.#idle.keys(), ...this.#busy].map((sandbox) => sandbox.stop()));
  }

  #take(): Sandbox | Promise<Sandbox> {
    const sandbox = this.#takeIdle() ?? this.#startAnother();
    if (sandbox) this.#busy.add(sandbox);
    return sandbox ?? this.#turn();
  }

  #takeIdle(): Sandbox | undefined {
    for (const [sandbox, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(sandbox);
      if (sandbox.alive) return sandbox;
    }
    return undefined;
  }

  #startAnother(): Sandbox | undefined {
    const most = Math.min(this.#spec.callsAtOnce, MOST_SANDBOXES);
    return this.#busy.size < most ? new Sandbox(this.#spec, this.#places) : undefined;
  }

  #turn(): Promise<Sandbox> {
    const { promise, resolve } = Promise.withResolvers<Sandbox>();
    this.#queue.push(resolve);
    return promise;
  }

  #handOn(sandbox: Sandbox): void {
    const next = this.#queue.shift();
    if (next && sandbox.alive) {
      next(sandbox);
      return;
    }
    this.#busy.delete(sandbox);
    if (next) {
      const fresh = new Sandbox(this.#spec, this.#places);
      this.#busy.add(fresh);
      next(fresh);
    } else if (sandbox.alive) this.#keep(sandbox);
  }

  #keep(sandbox: Sandbox, forMs = IDLE_MS.surplus): void {
    const end = (): void => {
      this.#idle.delete(sandbox);
      const isLast = this.#idle.size === 0 && forMs === IDLE_MS.surplus;
      if (isLast) this.#keep(sandbox, IDLE_MS.last);
      else void sandbox.stop();
    };
    this.#idle.set(sandbox, setTimeout(end, forMs));
  }
}
