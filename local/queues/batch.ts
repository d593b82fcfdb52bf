import * as z from 'zod';
import type { Json } from '#local/json.ts';
import { REGION } from '#local/template/names.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';

const message = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
  Attributes: z.record(z.string(), z.string()),
});

/** A message that was received and is hidden for a while. */
export type Message = z.output<typeof message>;

/** What ReceiveMessage answers. */
export const received = z.object({ Messages: z.array(message).default([]) });

/** Lambda's event for a function that gets messages. */
export const batchEvent = (queueArn: string, messages: readonly Message[]): Json => ({
  Records: messages.map(({ MessageId, ReceiptHandle, Body, MD5OfBody, Attributes }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: REGION,
  })),
});

const failure = z.object({ itemIdentifier: z.string() });
const report = z.object({ batchItemFailures: z.array(failure).nullish() }).nullable();

/**
 * The messages that the function need not get again. As in AWS a call that failed, an answer of another form and one that
 * names a message which is not in the batch leave all of them.
 */
export const doneOf = (messages: readonly Message[], answer: FunctionAnswer): readonly Message[] => {
  const reported = answer.ok ? report.safeParse(answer.payload) : undefined;
  if (!reported?.success) return [];
  const failed = new Set(reported.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
  return done.length + failed.size === messages.length ? done : [];
};
