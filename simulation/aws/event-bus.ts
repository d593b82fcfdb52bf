import type { PublishedEvent } from '#domain/event-detail.ts';
import type { EventBus } from '#domain/telling.ts';
import { Random } from '#simulation/engine/random.ts';

type Answer = Awaited<ReturnType<EventBus['put']>>;

const HOUR_MS = 3_600_000;

/** So many runs have a bus that nobody reaches for some hours. */
const OUTAGES = 0.3;

interface Surroundings {
  readonly seed: number;
  readonly now: () => number;
  /** Told of each event that the bus has taken. */
  readonly onEvent: (event: PublishedEvent) => void;
}

/** EventBridge's PutEvents: each entry is taken or refused for itself. */
export class SimulatedBus {
  readonly #surroundings: Surroundings;
  readonly #outage: { readonly from: number; readonly to: number } | null;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    const random = new Random(surroundings.seed, 'bus');
    const from = surroundings.now() + random.between(0, 4 * HOUR_MS);
    this.#outage = random.chance(OUTAGES) ? { from, to: from + random.between(60_000, 12 * HOUR_MS) } : null;
  }

  /** @param refuses the entries, counted from 0, that the bus does not take */
  put(events: readonly PublishedEvent[], refuses: (index: number) => boolean): Answer {
    const now = this.#surroundings.now();
    if (this.#outage !== null && now >= this.#outage.from && now < this.#outage.to) throw new Error('No such bus.');
    const isRefused = events.map((_, index) => refuses(index));
    for (const [index, event] of events.entries()) if (isRefused[index] !== true) this.#surroundings.onEvent(event);
    const first = isRefused.indexOf(true);
    return first === -1 ? { taken: events.length, refusal: null } : { taken: first, refusal: 'ThrottlingException' };
  }
}
