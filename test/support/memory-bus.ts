import type { PublishedEvent } from '#domain/event-detail.ts';
import type { EventBus } from '#domain/telling.ts';
import { publishedDetail } from '#domain/published-event.ts';
import { asyncApiDocument } from '#lib/asyncapi.ts';
import { envelopeOf, judgeBy } from '#test/support/event-schema.ts';
import { leaksInLog } from '#test/support/leaks.ts';

const judge = judgeBy(asyncApiDocument());

/** What an event says that is not in the published contract, or must not be said at all; null for nothing. */
const faultOf = (event: PublishedEvent): string | null => {
  const fault = judge(event.detail.event, envelopeOf(event));
  if (fault !== null) return `${event.type} is not as published: ${fault}`;
  // Parsing drops what the schema does not name.
  const [said, named] = [event.detail, publishedDetail.parse(event.detail)].map((each) => JSON.stringify(each));
  if (said?.length !== named?.length) return `${event.type} says more than is published: ${said}`;
  return leaksInLog(String(said)).length > 0 ? `${event.type} says what it must not: ${said}` : null;
};

/** Keeps what is published, and what is wrong with it: whoever publishes goes on without the bus. */
export class MemoryBus implements EventBus {
  readonly events: PublishedEvent[] = [];
  /** What the published contract has against them. */
  readonly faults: string[] = [];
  /** Nobody answers. */
  isDown = false;
  /** Entries that are refused for themselves, by their `sequence`. */
  readonly refused = new Set<number>();

  async put(events: readonly PublishedEvent[]): ReturnType<EventBus['put']> {
    await Promise.resolve();
    if (this.isDown) throw new Error('The bus does not answer.');
    this.faults.push(...events.flatMap((event) => faultOf(event) ?? []));
    const taken = events.filter(({ detail }) => !this.refused.has(detail.sequence));
    this.events.push(...taken);
    const first = events.findIndex((event) => !taken.includes(event));
    return first === -1 ? { taken: events.length, refusal: null } : { taken: first, refusal: 'ThrottlingException' };
  }

  /** What was published, in its order, without the repeats. */
  get distinct(): PublishedEvent[] {
    const ids = this.events.map(({ detail }) => detail.id);
    return this.events.filter(({ detail }, index) => ids.indexOf(detail.id) === index);
  }

  /** `event` of each, in the order in which they were published. */
  get names(): string[] {
    return this.events.map(({ detail }) => detail.event);
  }
}
