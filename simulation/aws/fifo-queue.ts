import type { MailTask } from '#domain/telling.ts';
import type { Faults } from '#simulation/engine/faults.ts';
import type { Timeline } from '#simulation/engine/timeline.ts';
import { Random } from '#simulation/engine/random.ts';

/** lib/mail-queue.ts: how long a message that was received is hidden, how often it is, and how many are handed out at once. */
const HIDDEN_MS = 360_000;
const MOST_RECEIVES = 5;
const BATCH = 5;

/** SQS forgets what it has seen after five minutes. */
const DEDUPLICATED_MS = 300_000;

export interface Message {
  readonly id: string;
  readonly group: string;
  readonly body: string;
  receives: number;
  /** In flight until then. */
  hiddenUntil: number;
}

/** Ids of the messages that come back; null when all do, because the function ended in some other way. */
type Done = (failed: readonly string[] | null) => void;

interface Surroundings {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly faults: Faults;
  /** Lambda's event source: calls the function with a batch. */
  readonly consume: (batch: readonly Message[], done: Done) => void;
}

/** functions/aws/mail-queue.ts */
const groupOf = (task: MailTask): string => {
  if (task.about === 'digest') return `${task.company_id}-${task.integration_id}`;
  return `${task.company_id}-${task.project_id}${task.about === 'events' ? '-events' : ''}`;
};

/**
 * The mail queue as SQS FIFO: repeats within five minutes are dropped, groups are handed out in order and one batch at a time,
 * each message at least once, until it is deleted or was received too often.
 */
export class FifoQueue {
  /** Messages that were received too often. */
  readonly setAside: { readonly message: Message; readonly reason: string }[] = [];
  /** Counts: all that was ever added is done, dropped as a repeat, set aside or still there. */
  readonly counts = { added: 0, repeats: 0, done: 0 };
  readonly #surroundings: Surroundings;
  readonly #random: Random;
  readonly #groups = new Map<string, Message[]>();
  readonly #seen = new Map<string, number>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#random = new Random(surroundings.seed, 'queue');
  }

  /** Messages that nobody has done with. */
  get waiting(): number {
    return [...this.#groups.values()].reduce((sum, messages) => sum + messages.length, 0);
  }

  add(task: MailTask, reason: string): void {
    const { now } = this.#surroundings.timeline;
    const group = groupOf(task);
    const repeat = `${group}-${reason}`.slice(0, 128);
    this.counts.added += 1;
    if (now - (this.#seen.get(repeat) ?? -Infinity) < DEDUPLICATED_MS) {
      this.counts.repeats += 1;
      return;
    }
    this.#seen.set(repeat, now);
    const id = `${group}#${this.counts.added}`;
    const message = { id, group, body: JSON.stringify(task), receives: 0, hiddenUntil: 0 };
    this.#groups.set(group, [...(this.#groups.get(group) ?? []), message]);
    this.#pollSoon();
  }

  #pollSoon(after = 0): void {
    this.#surroundings.timeline.after(after + this.#random.between(10, 1_500), () => this.#poll());
  }

  #poll(): void {
    const { now } = this.#surroundings.timeline;
    const batch: Message[] = [];
    for (const messages of this.#groups.values()) {
      if (messages.some(({ hiddenUntil }) => hiddenUntil > now)) continue;
      for (const message of [...messages]) {
        if (batch.length === BATCH) break;
        if (message.receives === MOST_RECEIVES) this.#putAside(message);
        else batch.push(message);
      }
    }
    if (batch.length === 0) return;
    for (const message of batch) {
      message.receives += 1;
      message.hiddenUntil = now + HIDDEN_MS;
    }
    // Whatever is not deleted until then is seen again.
    this.#pollSoon(HIDDEN_MS);
    this.#surroundings.consume(batch, (failed) => {
      for (const message of batch) if (failed !== null && !failed.includes(message.id)) this.#delete(message);
      this.#pollSoon();
    });
  }

  #delete(message: Message): void {
    const { faults } = this.#surroundings;
    const place = { name: `${message.id} r${message.receives}`, random: this.#random };
    // Deleting failed: the message will be there again.
    if (faults.strike(place, 'delete', ['message_delivered_again']) !== null) return;
    if (this.#take(message)) this.counts.done += 1;
  }

  #putAside(message: Message): void {
    if (this.#take(message)) this.setAside.push({ message, reason: `received ${message.receives} times` });
  }

  #take(message: Message): boolean {
    const messages = this.#groups.get(message.group) ?? [];
    const others = messages.filter((each) => each !== message);
    this.#groups.set(message.group, others);
    return others.length < messages.length;
  }
}
