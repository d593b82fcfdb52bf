import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MailQueue, MailTask } from '#domain/telling.ts';

/**
 * Tasks of one group are taken one after the other: no two functions mail about the same project at once. Events have groups of
 * their own, so that they do not wait behind mails that cannot be sent.
 */
const groupOf = (task: MailTask): string => {
  switch (task.about) {
    case 'project':
      return `${task.company_id}-${task.project_id}`;
    case 'events':
      return `${task.company_id}-${task.project_id}-events`;
    case 'digest':
      return `${task.company_id}-${task.integration_id}`;
  }
};

/** Mail tasks on an SQS FIFO queue, which forgets a repeat of the same reason within five minutes. */
export const sqsMailQueue = (client: SQSClient, queueUrl: string): MailQueue => ({
  add: async (task, reason) => {
    const group = groupOf(task);
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(task),
        MessageGroupId: group,
        MessageDeduplicationId: `${group}-${reason}`.slice(0, 128),
      }),
    );
  },
});
