import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { MailTask, Quarantine, QuarantineReason } from '#domain/telling.ts';
import { inInvocation } from '#middleware/invocation.ts';
import { logAbout } from '#middleware/log-scope.ts';
import { logger } from '#middleware/observability.ts';

const positive = z.int().check(z.positive());

/** What stands in a message of the mail queue. */
export const mailTask: z.ZodMiniType<MailTask> = z.discriminatedUnion('about', [
  z.object({ about: z.enum(['project', 'events']), company_id: positive, project_id: positive }),
  z.object({ about: z.literal('digest'), company_id: positive, integration_id: z.string(), day: z.iso.date() }),
]);

const milliseconds = z.pipe(
  z.string().check(z.regex(/^\d{1,15}$/)),
  z.transform((text) => new Date(Number(text))),
);

const sqsRecord = z.object({
  messageId: z.string(),
  body: z.string(),
  attributes: z.object({ MessageGroupId: z.string(), ApproximateFirstReceiveTimestamp: milliseconds }),
});
type SqsRecord = z.infer<typeof sqsRecord>;

const sqsEvent = z.object({ Records: z.array(sqsRecord) });

/** Partial batch failure of Lambda's SQS event sources: these messages come back, the others are done. */
interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** A task, or why the text is none. The text itself is in neither: it may hold anything. */
export const readTask = <Task>(
  task: z.ZodMiniType<Task>,
  body: string,
): { readonly task: Task } | { readonly unreadable: QuarantineReason } => {
  try {
    const parsed = task.safeParse(JSON.parse(body));
    return parsed.success ? { task: parsed.data } : { unreadable: 'not_a_task' };
  } catch {
    return { unreadable: 'not_json' };
  }
};

const setAside = async (
  quarantine: Quarantine,
  { messageId, body, attributes }: SqsRecord,
  reason: QuarantineReason,
): Promise<void> => {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const first_seen = attributes.ApproximateFirstReceiveTimestamp;
  await quarantine({ id: messageId, body, reason, sha256, first_seen });
  logger.error('message_quarantined', { group: attributes.MessageGroupId, reason, sha256 });
};

/**
 * A function that takes tasks from a FIFO queue. A group's later messages come back with the first that failed, because they
 * must not overtake it. A message that cannot be read is quarantined at once, and those behind it go on: no repeat makes it
 * readable, and what people are owed stands in the ledger, not in it.
 */
export const queueHandler = <Task extends object>(
  task: z.ZodMiniType<Task>,
  quarantine: Quarantine,
  carryOut: (task: Task) => Promise<void>,
) => {
  const workOn = async (record: SqsRecord, overtakes: boolean): Promise<boolean> => {
    const read = readTask(task, record.body);
    const about = { message_id: record.messageId, ...('task' in read && { ...read.task }) };
    return logAbout(about, async () => {
      try {
        if ('unreadable' in read) await setAside(quarantine, record, read.unreadable);
        else if (overtakes) throw new Error('An earlier task of this group failed.');
        else await carryOut(read.task);
        return true;
      } catch (error) {
        logger.warn('task_comes_back', {
          group: record.attributes.MessageGroupId,
          ...(error instanceof Error && { error }),
        });
        return false;
      }
    });
  };
  const handler = middy<unknown, BatchAnswer>().handler(async (event) => {
    const failedGroups = new Set<string>();
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of sqsEvent.parse(event).Records) {
      const group = record.attributes.MessageGroupId;
      if (await workOn(record, failedGroups.has(group))) continue;
      failedGroups.add(group);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  });
  return inInvocation((event: unknown, context: Context) => handler(event, context));
};
