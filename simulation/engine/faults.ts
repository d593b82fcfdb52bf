import { Random } from '#simulation/engine/random.ts';

/** What may go wrong with any call that a process makes. */
export const CALL_FAULTS = [
  /** The process ends before its request leaves it. */
  'crash_before',
  /** The process ends while its request is answered. */
  'crash_after',
  /** The service refuses before it does anything. */
  'throttled',
  /** The service does it, and the caller gets an error. */
  'lost_answer',
  /** The answer gets lost and the SDK asks again: done twice, answered once. */
  'repeated',
  /** The request or its answer takes long; the caller may run out of time. */
  'slow',
] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** How an ERP may answer, or not. */
export const ERP_FAULTS = [
  'erp_down',
  'erp_busy',
  'erp_unauthorised',
  'erp_refuses',
  'erp_silent_before_commit',
  'erp_silent_after_commit',
  'erp_malformed',
  /** It takes its time before it does what it is asked, and answers then. */
  'erp_slow',
  /** It does later what nobody waits for any more. */
  'erp_late_commit',
  /** A search does not show yet what was committed. */
  'erp_find_lags',
] as const;

/** Everything that goes wrong in runs, by name. */
export const FAULTS = [
  ...CALL_FAULTS,
  ...ERP_FAULTS,
  /** Lambda has no room for the call. */
  'function_throttled',
  /** The caller of a function does not hear of its end, while the function runs on. */
  'function_unheard',
  'sweep_skipped',
  'sweep_doubled',
  'message_delivered_again',
  /** The event bus takes some entries of a call, and others not. */
  'event_refused',
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** A fault that struck. */
export interface Fault {
  /** The same in every run of the seed in which the place is reached. */
  readonly id: string;
  readonly kind: FaultKind;
}

/** Who is struck: anything with chances of its own. */
export interface Struck {
  readonly name: string;
  readonly random: Random;
}

/**
 * Which faults strike where. A seed has its own mix of them (swarm testing: what always happens together hides what happens
 * alone), and each place draws from its own stream, so that muting one leaves the others where they are.
 */
export class Faults {
  readonly struck: Fault[] = [];
  /** No fault strikes any more. */
  isCalm = false;
  readonly #rate: number;
  readonly #enabled: ReadonlySet<FaultKind>;
  readonly #muted: ReadonlySet<string>;
  readonly #counts = new Map<string, number>();

  constructor(seed: number, excluded: readonly FaultKind[], muted: ReadonlySet<string>) {
    const random = new Random(seed, 'faults');
    this.#rate = random.pick([0, 0.01, 0.02, 0.04, 0.08]);
    const share = random.pick([0.3, 0.6, 1]);
    this.#enabled = new Set(FAULTS.filter((kind) => random.chance(share) && !excluded.includes(kind)));
    this.#muted = muted;
  }

  /** How many faults have struck somebody of that name. */
  countIn(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** The fault that strikes at a place, if any. `factor` makes it likelier than a call to AWS is. */
  strike<Kind extends FaultKind>(
    { name, random }: Struck,
    place: string,
    kinds: readonly Kind[],
    factor = 1,
  ): Kind | null {
    const roll = random.next();
    if (this.isCalm || roll >= this.#rate * factor) return null;
    const possible = kinds.filter((kind) => this.#enabled.has(kind));
    if (possible.length === 0) return null;
    const kind = random.pick(possible);
    const id = `${name}: ${place} ${kind}`;
    if (this.#muted.has(id)) return null;
    this.struck.push({ id, kind });
    this.#counts.set(name, this.countIn(name) + 1);
    return kind;
  }
}
