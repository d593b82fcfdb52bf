/** The call to a port at which a process is killed. */
export interface Moment {
  /** Port and method, such as `ledger.write`; `erp` is the session with the ERP, `waiting` what a state of the workflow is told. */
  readonly call: string;
  /** `after`: it took effect, and nobody has its answer. */
  readonly when: 'before' | 'after';
  /** Which of these calls, counted over all processes; the first when absent. */
  readonly nth?: number;
}

/** Stands for what a dead process waits for. */
const NEVER = new Promise<never>(() => undefined);

/** Kills one process, whichever comes to the moment first. */
export class Killer {
  readonly moment: Moment;
  readonly #killed = Promise.withResolvers<undefined>();
  #calls = 0;
  hasKilled = false;

  constructor(moment: Moment) {
    this.moment = moment;
  }

  /** Fulfilled as soon as a process is dead. */
  get killed(): Promise<undefined> {
    return this.#killed.promise;
  }

  isAt(call: string): boolean {
    return call === this.moment.call && (this.#calls += 1) === (this.moment.nth ?? 1);
  }

  kill(): void {
    this.hasKilled = true;
    this.#killed.resolve(undefined);
  }
}

/** One run of one function. Once killed, nothing that it calls has an effect or an answer. */
export class Process {
  readonly #killer: Killer | null;
  readonly #died = Promise.withResolvers<undefined>();
  #isDead = false;

  constructor(killer: Killer | null) {
    this.#killer = killer;
  }

  get died(): Promise<undefined> {
    return this.#died.promise;
  }

  /** The port as this process sees it. */
  port<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, property): unknown => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          this.#call(`${name}.${String(property)}`, (): unknown => Reflect.apply(member, target, args));
      },
    });
  }

  #call(name: string, call: () => unknown): unknown {
    if (this.#isDead) return NEVER;
    if (this.#killer?.isAt(name) !== true) return call();
    if (this.#killer.moment.when === 'before') return this.#die();
    return Promise.resolve(call()).then(() => this.#die());
  }

  #die(): Promise<never> {
    this.#isDead = true;
    this.#died.resolve(undefined);
    this.#killer?.kill();
    return NEVER;
  }
}
