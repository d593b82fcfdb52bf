import middy from '@middy/core';
import * as z from 'zod/mini';
import type { MailTask } from '#domain/ports.ts';
import { logger } from '#middleware/observability.ts';

const positive = z.int().check(z.positive());

/** What stands in a message of the mail queue. */
export const mailTask: z.ZodMiniType<MailTask> = z.discriminatedUnion('about', [
  z.object({ about: z.literal('project'), company_id: positive, project_id: positive }),
  z.object({ about: z.literal('digest'), company_id: positive, integration_id: z.string(), day: z.iso.date() }),
]);

const sqsEvent = z.object({
  Records: z.array(
    z.object({ messageId: z.string(), body: z.string(), attributes: z.object({ MessageGroupId: z.string() }) }),
  ),
});

/** Partial batch failure of Lambda's SQS event sources: these messages come back, the others are done. */
interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const jsonOf = (body: string): unknown => {
  try {
    const parsed: unknown = JSON.parse(body);
    return parsed;
  } catch {
    // V8 quotes the text in its message, and this one reaches the log.
    throw new Error('The message is not JSON.');
  }
};

/**
 * A function that takes tasks from a FIFO queue. A group's later messages come back with the first that failed, because they
 * must not overtake it. A message that cannot be read comes back as well, until the queue sets it aside.
 */
export const queueHandler = <Task>(task: z.ZodMiniType<Task>, carryOut: (task: Task) => Promise<void>) =>
  middy<unknown, BatchAnswer>().handler(async (event) => {
    const failedGroups = new Set<string>();
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body, attributes } of sqsEvent.parse(event).Records) {
      const group = attributes.MessageGroupId;
      try {
        if (failedGroups.has(group)) throw new Error('An earlier task of this group failed.');
        await carryOut(task.parse(jsonOf(body)));
      } catch (error) {
        failedGroups.add(group);
        batchItemFailures.push({ itemIdentifier: messageId });
        logger.warn('task_comes_back', { group, ...(error instanceof Error && { error }) });
      }
    }
    return { batchItemFailures };
  });
