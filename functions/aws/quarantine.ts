import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Quarantine } from '#domain/telling.ts';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/**
 * Keeps messages in an SQS FIFO queue, with the reason beside each. Each in a group of its own, so that none hides another
 * from whoever looks; known by the id of the message it was, so that one that is quarantined twice stays one.
 */
export const sqsQuarantine =
  (client: SQSClient, queueUrl: string): Quarantine =>
  async ({ id, body, reason, sha256, first_seen }) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: id,
        MessageDeduplicationId: id,
        MessageAttributes: {
          reason: text(reason),
          sha256: text(sha256),
          first_seen: text(first_seen.toISOString()),
        },
      }),
    );
  };
