import * as z from 'zod';
import type { QueueServer } from '#local/queues/queue-server.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

// What SQS takes when the template says nothing is the engine's business, but others ask how long a message stays hidden.
const properties = z.object({
  FifoQueue: z.literal(true),
  ContentBasedDeduplication: z.boolean().optional(),
  DeduplicationScope: z.enum(['queue', 'messageGroup']).optional(),
  DelaySeconds: z.literal(0).optional(),
  VisibilityTimeout: z.int().nonnegative().default(30),
  MessageRetentionPeriod: z.int().positive().optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.int().positive() }).optional(),
});

/** A FIFO queue of the template. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** How long a message that somebody received is hidden from others. */
  readonly hiddenSeconds: number;
  /** What CreateQueue is told. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The queues of the template. @throws {z.ZodError} when one is of a form that is not known here. */
export const queuesOf = (intrinsics: Intrinsics): Queue[] =>
  intrinsics
    .resources('AWS::SQS::Queue', Object.keys(properties.shape))
    .map(({ logicalId, properties: given }): Queue => {
      const attributes = properties.parse(given);
      return {
        name: intrinsics.attribute(logicalId, 'QueueName'),
        arn: intrinsics.attribute(logicalId, 'Arn'),
        url: intrinsics.ref(logicalId),
        hiddenSeconds: attributes.VisibilityTimeout,
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            typeof value === 'object' ? JSON.stringify(value) : String(value),
          ]),
        ),
      };
    });

/** Makes the queues, empty. */
export const createQueues = async (queues: readonly Queue[], server: QueueServer): Promise<void> => {
  for (const { name, attributes } of queues) {
    await server.call('CreateQueue', { QueueName: name, Attributes: attributes });
  }
};
