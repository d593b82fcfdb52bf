import { Grant } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, type Function } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** A queue, and the one of what nobody gets any more: what failed too often, and what cannot be read. */
export interface FifoQueues {
  readonly queue: Queue;
  readonly setAside: Queue;
}

interface FifoQueuesProps {
  /** Of the function that takes from it. */
  readonly timeoutSeconds: number;
  /** How often a message is handed out before it is set aside. */
  readonly mostReceives: number;
  /** For a sender that gives messages no id of their own: what is alike within five minutes is one. */
  readonly knowsByContent?: true;
}

/** AWS's advice for event sources: six times the function's timeout, so that no message comes back while it is worked on. */
const HIDDEN_TIMEOUTS = 6;

const DAYS_KEPT = 14;

/** `Queue` and `SetAside` in `scope`. */
export const fifoQueues = (
  scope: Construct,
  { timeoutSeconds, mostReceives, knowsByContent }: FifoQueuesProps,
): FifoQueues => {
  const fifo = (id: string, setAside?: Queue): Queue =>
    new Queue(scope, id, {
      fifo: true,
      // By group, so that the projects of a month's end do not share one limit of 300 messages a second.
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(HIDDEN_TIMEOUTS * timeoutSeconds),
      retentionPeriod: Duration.days(DAYS_KEPT),
      ...(knowsByContent && { contentBasedDeduplication: true }),
      ...(setAside && { deadLetterQueue: { queue: setAside, maxReceiveCount: mostReceives } }),
    });
  const setAside = fifo('SetAside');
  return { queue: fifo('Queue', setAside), setAside };
};

/** Hands a queue's messages to a function, at most `batchSize` at once, and lets it set aside what it cannot read. */
export const deliverTo = (
  scope: Construct,
  taker: Function,
  { queue, setAside }: FifoQueues,
  batchSize: number,
): void => {
  // By hand: CDK would also grant sqs:ChangeMessageVisibility and sqs:GetQueueUrl, which an event source does not use.
  Grant.addToPrincipal({
    grantee: taker,
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resourceArns: [queue.queueArn],
  });
  // What cannot be read; what failed too often SQS moves there by itself.
  Grant.addToPrincipal({ grantee: taker, actions: ['sqs:SendMessage'], resourceArns: [setAside.queueArn] });
  new CfnEventSourceMapping(scope, 'Deliver', {
    eventSourceArn: queue.queueArn,
    functionName: taker.functionName,
    batchSize,
    functionResponseTypes: ['ReportBatchItemFailures'],
  }).node.addDependency(taker.role ?? taker);
};
