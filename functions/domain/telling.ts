import type { PublishedEvent } from '#domain/event-detail.ts';
import type { IntegrationKey } from '#domain/ports.ts';

/** One mail to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** Something people may be owed mail about, and programs events: ids only, whoever takes it reads the ledger for the rest. */
export type MailTask =
  | { readonly about: 'project'; readonly company_id: number; readonly project_id: number }
  /** Only what programs are to be told, apart from the mails: neither waits for the other's service. */
  | { readonly about: 'events'; readonly company_id: number; readonly project_id: number }
  | { readonly about: 'digest'; readonly company_id: number; readonly integration_id: string; readonly day: string };

/** Where it is noted that people may be owed mail. Tasks about one project are taken one after the other. */
export interface MailQueue {
  /** `reason` names what the mail is for: within five minutes the same reason is the same task. */
  add(task: MailTask, reason: string): Promise<void>;
}

/** Where programs hear of transitions. */
export interface EventBus {
  /**
   * Hands over at most ten events, in this order.
   * @returns how many of them, from the first on, are surely with the bus, and why it did not take the next; null when it took all.
   */
  put(events: readonly PublishedEvent[]): Promise<{ readonly taken: number; readonly refusal: string | null }>;
}

/** Why a message of a queue cannot be read. */
export type QuarantineReason = 'not_json' | 'not_a_task';

/** A message of a queue that nobody can read, and that no repeat makes readable. */
export interface UnreadableMessage {
  readonly id: string;
  readonly body: string;
  readonly reason: QuarantineReason;
  /** Of the body, in hexadecimal: by it a log line and a message are brought together. */
  readonly sha256: string;
  readonly first_seen: Date;
}

/** Where messages that nobody can read are kept for people to look at. Harmless when repeated. */
export type Quarantine = (message: UnreadableMessage) => Promise<void>;

/** When each integration's list of what waits is due, and who has today's. */
export interface Digests {
  /** Those whose time has come. May lag. */
  due(now: Date): AsyncIterable<IntegrationKey & { readonly dueAt: string }>;
  /** Moves on to the next one, unless somebody else has. */
  moveOn(digest: IntegrationKey & { readonly dueAt: string }, next: Date): Promise<void>;
  /** Ids of the people who have the list of that day. */
  mailedOn(key: IntegrationKey, day: string): Promise<readonly string[]>;
  note(key: IntegrationKey, day: string, personIds: readonly string[]): Promise<void>;
}
