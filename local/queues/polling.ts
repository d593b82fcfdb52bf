import { batchEvent, doneOf, received, type Message } from '#local/queues/batch.ts';
import type { EventSource } from '#local/queues/event-sources.ts';
import type { QueueServer } from '#local/queues/queue-server.ts';
import type { CallFunction } from '#local/workflow/task.ts';

/** The longest that SQS lets a caller wait. A message ends the wait at once. */
const WAIT_SECONDS = 20;

/** What polling needs from outside. */
export interface PollingParts {
  readonly server: QueueServer;
  readonly call: CallFunction;
  readonly stopped: AbortSignal;
}

const receive = async (
  { queue, functionName, batchSize }: EventSource,
  { server, stopped }: PollingParts,
): Promise<Message[]> => {
  const input = {
    QueueUrl: queue.url,
    MaxNumberOfMessages: batchSize,
    WaitTimeSeconds: WAIT_SECONDS,
    MessageSystemAttributeNames: ['All'],
  };
  return received.parse(await server.call('ReceiveMessage', input, { as: functionName, stopped })).Messages;
};

/** Batch after batch. What is not done stays hidden until its time is over, and then comes again. */
const poll = async (source: EventSource, parts: PollingParts): Promise<void> => {
  const { queue, target, functionName } = source;
  try {
    for (;;) {
      const messages = await receive(source, parts);
      if (messages.length === 0) continue;
      const answer = await parts.call(target, batchEvent(queue.arn, messages));
      for (const { ReceiptHandle } of doneOf(messages, answer)) {
        await parts.server.call('DeleteMessage', { QueueUrl: queue.url, ReceiptHandle }, { as: functionName });
      }
    }
  } catch (error) {
    if (!parts.stopped.aborted) throw error;
  }
};

/**
 * Hands the messages of queues to their functions, as Lambda does, until it is stopped. The queue gives out nothing of a
 * group that has a message with somebody, so groups stay in order whoever asks.
 */
export const pollQueues = async (sources: readonly EventSource[], parts: PollingParts): Promise<void> => {
  const polls = sources.flatMap((source) => Array.from({ length: source.callsAtOnce }, () => poll(source, parts)));
  await Promise.all(polls);
};
