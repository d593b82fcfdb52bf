import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MailQueue, MailTask } from '#domain/ports.ts';

/** Tasks of one group are taken one after the other: no two functions mail about the same project at once. */
const groupOf = (task: MailTask): string =>
  task.about === 'project' ? `${task.company_id}-${task.project_id}` : `${task.company_id}-${task.integration_id}`;

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
