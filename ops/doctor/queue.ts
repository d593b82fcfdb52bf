import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { orNull } from '#ops/doctor/finding.ts';
import type { Deployed } from '#ops/doctor/subject.ts';

/** Attributes of a queue; null when there is no such queue. */
export const queueAttributes = async (
  { aws }: Pick<Deployed, 'aws'>,
  QueueUrl: string,
  AttributeNames: QueueAttributeName[],
): Promise<Partial<Record<string, string>> | null> => {
  const found = await orNull(aws.queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames })));
  return found === null ? null : (found.Attributes ?? {});
};

/** Messages that can be taken, and those that somebody has taken and not yet removed. SQS counts about right. */
export const messagesIn = async (deployed: Pick<Deployed, 'aws'>, url: string): Promise<number | null> => {
  const found = await queueAttributes(deployed, url, [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
  ]);
  if (found === null) return null;
  return Object.values(found).reduce((sum, each) => sum + Number(each), 0);
};
