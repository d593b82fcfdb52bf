import * as z from 'zod';
import { MOST_SANDBOXES } from '#local/functions/pool.ts';
import type { Queue } from '#local/queues/queues.ts';
import type { FunctionSpec } from '#local/template/functions.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

const properties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  // More than ten need a window to collect them in, which FIFO queues do not have.
  BatchSize: z.int().min(1).max(10).default(10),
  Enabled: z.boolean().default(true),
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]),
  ScalingConfig: z.object({ MaximumConcurrency: z.int().min(2) }).default({ MaximumConcurrency: Infinity }),
});

/** A queue whose messages a function gets. */
export interface EventSource {
  readonly queue: Queue;
  /** ARN of the function. */
  readonly target: string;
  /** Its name: Lambda takes the messages in its role. */
  readonly functionName: string;
  /** Messages in one call, at most. */
  readonly batchSize: number;
  /** Calls at the same time, at most. */
  readonly callsAtOnce: number;
}

/** @throws {Error} when the template has an event source that is not known here, or that Lambda would refuse. */
export const eventSourcesOf = (
  intrinsics: Intrinsics,
  queues: readonly Queue[],
  functions: readonly FunctionSpec[],
): EventSource[] =>
  intrinsics
    .resources('AWS::Lambda::EventSourceMapping', Object.keys(properties.shape))
    .map(({ logicalId, properties: given }) => ({ logicalId, ...properties.parse(given) }))
    .filter(({ Enabled }) => Enabled)
    .map(({ logicalId, EventSourceArn, FunctionName, BatchSize, ScalingConfig }): EventSource => {
      const queue = queues.find(({ arn }) => arn === EventSourceArn);
      const target = functions.find(({ name, arn }) => name === FunctionName || arn === FunctionName);
      if (!queue || !target) throw new Error(`${logicalId} joins a queue and a function that do not both run here.`);
      if (queue.hiddenSeconds < target.timeoutSeconds) {
        throw new Error(`${logicalId}: a message must stay hidden for as long as ${target.name} may take.`);
      }
      const callsAtOnce = Math.min(ScalingConfig.MaximumConcurrency, MOST_SANDBOXES);
      return { queue, target: target.arn, functionName: target.name, batchSize: BatchSize, callsAtOnce };
    });
