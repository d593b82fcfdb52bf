import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { trying } from '#aws/clients.ts';
import { EVENT_SOURCE, type PublishedEvent } from '#domain/event-detail.ts';
import type { EventBus } from '#domain/telling.ts';

let client: EventBridgeClient | undefined;

/** Less insistent than the ledger: what a bus does not take now the sweeper has published later, and mails share the function's time. */
export const busClient = (): EventBridgeClient => (client ??= new EventBridgeClient(trying(2, 2_000)));

const entryOf = (bus: string, { type, detail }: PublishedEvent) => ({
  EventBusName: bus,
  Source: EVENT_SOURCE,
  DetailType: type,
  Time: new Date(detail.at),
  Detail: JSON.stringify(detail),
});

/**
 * A bus of EventBridge, by its name. An event is one to two KB: of the 256 KB that each may have, and the ten that a call may,
 * neither limit is near. EventBridge takes each entry for itself, whatever becomes of the one before it.
 */
export const eventBridgeBus = (client: EventBridgeClient, bus: string): EventBus => ({
  put: async (events) => {
    const command = new PutEventsCommand({ Entries: events.map((event) => entryOf(bus, event)) });
    const { FailedEntryCount = 0, Entries = [] } = await client.send(command);
    if (FailedEntryCount === 0) return { taken: events.length, refusal: null };
    const first = Entries.findIndex(({ ErrorCode }) => ErrorCode !== undefined);
    return { taken: Math.max(first, 0), refusal: Entries[first]?.ErrorCode ?? 'NoErrorCode' };
  },
});
