import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ProcoreNotice } from '#domain/procore.ts';

/** What one group's notices are about: they are taken one after the other. */
const groupOf = ({ company_id: company, about }: ProcoreNotice): string =>
  about.kind === 'project' ? `${company}-${about.project_id}` : `${company}-request-${about.erp_request_id}`;

/** Notices on an SQS FIFO queue, which forgets what Procore delivers again within five minutes. */
export const sqsProcoreNotices =
  (client: SQSClient, queueUrl: string) =>
  async (notice: ProcoreNotice): Promise<void> => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(notice),
        MessageGroupId: groupOf(notice),
        MessageDeduplicationId: notice.delivery_id,
      }),
    );
  };
