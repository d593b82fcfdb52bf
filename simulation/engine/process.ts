import type { CallFault, Faults } from '#simulation/engine/faults.ts';
import { Random } from '#simulation/engine/random.ts';
import type { Timeline } from '#simulation/engine/timeline.ts';

/** How a process ended, as its platform sees it. */
export type Ending<Value> =
  | { readonly how: 'answered'; readonly value: Value }
  | { readonly how: 'threw'; readonly error: unknown }
  | { readonly how: 'crashed' | 'timed_out' };

/** A service that processes call. */
export interface Service {
  readonly faults: readonly CallFault[];
  /** Milliseconds that a request, or an answer, is on its way. */
  readonly latency: (random: Random) => number;
  /** How late a slow request still arrives, in milliseconds. */
  readonly slowest: number;
}

/** What processes run on. */
export interface Host {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly faults: Faults;
  /** Told of what happens, for people who read a trace. */
  readonly log: (who: string, what: string) => void;
}

type Effect<Value> =
  | { readonly done: true; readonly value: Value | PromiseLike<Value> }
  | { readonly done: false; readonly error: unknown };

const attempt = <Value>(effect: () => Value | PromiseLike<Value>): Effect<Value> => {
  try {
    return { done: true, value: effect() };
  } catch (error) {
    return { done: false, error };
  }
};

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));

/** One invocation: code that awaits nothing but its calls, so that it can be stopped for ever at each of them. */
export class Process {
  readonly name: string;
  readonly random: Random;
  readonly startedAt: number;
  readonly #host: Host;
  #calls = 0;
  #isOver = false;
  #whenOver: ((how: 'crashed' | 'timed_out') => void) | null;

  constructor(host: Host, name: string, whenOver: (how: 'crashed' | 'timed_out') => void) {
    this.name = name;
    this.#host = host;
    this.#whenOver = whenOver;
    this.random = new Random(host.seed, name);
    this.startedAt = host.timeline.now;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The process has come to its end by itself. */
  finish(): void {
    this.#isOver = true;
    this.#whenOver = null;
  }

  /** Ends the process where it is: what it awaits never comes. */
  kill(how: 'crashed' | 'timed_out'): void {
    if (this.#isOver) return;
    const whenOver = this.#whenOver;
    this.finish();
    whenOver?.(how);
  }

  /**
   * Calls a service: the request travels, `effect` happens there, the answer travels back.
   * @param answerAfter milliseconds that the answer takes, where that is not left to chance
   */
  call<Value>(
    service: Service,
    place: string,
    effect: () => Value | PromiseLike<Value>,
    answerAfter?: number,
  ): Promise<Value> {
    const { timeline, faults, log } = this.#host;
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    if (this.#isOver) return promise;
    const { random } = this;
    const fault = faults.strike(this, `${place} ${(this.#calls += 1)}`, service.faults);
    if (fault === 'crash_before') {
      log(this.name, `crashes before ${place}`);
      this.kill('crashed');
      return promise;
    }
    const answer = (result: Effect<Value>, milliseconds: number): void =>
      timeline.after(milliseconds, () => {
        if (this.#isOver) return;
        log(this.name, `${place}${result.done ? '' : ` -> ${nameOf(result.error)}`}`);
        if (result.done) resolve(result.value);
        else reject(asError(result.error));
      });
    const isSlowToArrive = fault === 'slow' && random.chance(0.3);
    const travel = isSlowToArrive ? random.between(1_000, service.slowest) : service.latency(random);
    timeline.after(travel, () => {
      const back = answerAfter ?? service.latency(random);
      if (fault !== null) log(this.name, `${place}: ${fault}`);
      if (fault === 'throttled') {
        answer({ done: false, error: new Error(`Throttled: ${place}`) }, back);
        return;
      }
      const result = attempt(effect);
      // Whoever asked may be over by the time that it fails; then nobody hears of it.
      if (result.done) Promise.resolve(result.value).catch(() => undefined);
      switch (fault) {
        case 'crash_after':
          this.kill('crashed');
          break;
        case 'lost_answer':
          answer({ done: false, error: new Error(`No answer: ${place}`) }, back);
          break;
        case 'repeated':
          timeline.after(back + 100, () => answer(attempt(effect), service.latency(random)));
          break;
        case 'slow':
          answer(result, isSlowToArrive ? back : random.between(1_000, 90_000));
          break;
        case null:
          answer(result, back);
      }
    });
    return promise;
  }
}

/** Runs `body` as a process that ends after `seconds` at the latest, and tells how it ended. */
export const run = <Value>(
  host: Host,
  name: string,
  seconds: number,
  body: (process: Process) => Promise<Value>,
  onEnd: (ending: Ending<Value>, process: Process) => void,
): Process => {
  const process: Process = new Process(host, name, (how) => {
    host.log(name, how === 'crashed' ? 'has crashed' : 'has run out of time');
    // Its platform notices a moment later.
    host.timeline.after(20, () => onEnd({ how }, process));
  });
  host.timeline.after(seconds * 1_000, () => process.kill('timed_out'));
  const end = (ending: Ending<Value>): void => {
    if (process.isOver) return;
    process.finish();
    onEnd(ending, process);
  };
  body(process).then(
    (value) => end({ how: 'answered', value }),
    (error: unknown) => end({ how: 'threw', error }),
  );
  return process;
};
