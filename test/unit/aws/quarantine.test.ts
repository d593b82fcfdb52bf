import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { sqsQuarantine } from '#aws/quarantine.ts';

const URL = 'https://sqs.eu-west-1.amazonaws.com/111122223333/set-aside.fifo';

it('R37: keeps a message as it came, its reason beside it, in a group of its own and known by the id it had', async () => {
  const client = new SQSClient({ region: 'eu-west-1' });
  const sqs = mockClient(client);
  sqs.on(SendMessageCommand).resolves({});
  await sqsQuarantine(
    client,
    URL,
  )({
    id: 'b1946ac9-5c57-4e5f-8a3e-0d6f2f6d8e11',
    body: '{"about"',
    reason: 'not_json',
    sha256: 'ab'.repeat(32),
    first_seen: new Date('2026-11-23T08:00:00.123Z'),
  });
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  expect(sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input)).toEqual([
    {
      QueueUrl: URL,
      MessageBody: '{"about"',
      MessageGroupId: 'b1946ac9-5c57-4e5f-8a3e-0d6f2f6d8e11',
      MessageDeduplicationId: 'b1946ac9-5c57-4e5f-8a3e-0d6f2f6d8e11',
      MessageAttributes: {
        reason: text('not_json'),
        sha256: text('ab'.repeat(32)),
        first_seen: text('2026-11-23T08:00:00.123Z'),
      },
    },
  ]);
});
