import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { busClient, eventBridgeBus } from '#aws/event-bus.ts';
import { aPublishedEvent } from '#test/support/records.ts';

const event = aPublishedEvent();

const underTest = () => {
  const client = new EventBridgeClient({ region: 'eu-west-1' });
  return { bus: eventBridgeBus(client, 'company-events'), mock: mockClient(client) };
};

describe('a bus of EventBridge', () => {
  it('takes events under the time at which they happened', async () => {
    const { bus, mock } = underTest();
    mock.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    expect(await bus.put([event])).toEqual({ taken: 1, refusal: null });
    const [call] = mock.commandCalls(PutEventsCommand);
    expect(call?.args[0].input).toEqual({
      Entries: [
        {
          EventBusName: 'company-events',
          Source: 'send-to-erp',
          DetailType: 'Project sent',
          Time: new Date(event.detail.at),
          Detail: JSON.stringify(event.detail),
        },
      ],
    });
  });

  it.each([
    ['the first', [false, true, true], 0],
    ['one in the middle', [true, false, true], 1],
    ['the last', [true, true, false], 2],
  ])('that refuses %s counts those before it', async (_, takes, taken) => {
    const { bus, mock } = underTest();
    const Entries = takes.map((isTaken) => (isTaken ? { EventId: '1' } : { ErrorCode: 'ThrottlingException' }));
    mock.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries });
    expect(await bus.put([event, event, event])).toEqual({ taken, refusal: 'ThrottlingException' });
  });

  it('that says that some failed and not which has taken none for sure', async () => {
    const { bus, mock } = underTest();
    mock.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [] });
    expect(await bus.put([event])).toEqual({ taken: 0, refusal: 'NoErrorCode' });
  });

  it('is tried no more than twice: mails share the time', async () => {
    const { maxAttempts } = busClient().config;
    expect(await maxAttempts()).toBe(2);
  });
});
