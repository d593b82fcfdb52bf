import middy from '@middy/core';
import * as z from 'zod/mini';
import { logger } from '#middleware/observability.ts';
import type { SettledAfter } from '#use-cases/settle-request.ts';
import type { TaskKey } from '#use-cases/task-key.ts';

/** The name that the state machine's Retry knows: whatever broke, the next attempt reads the ledger and goes on from there. */
class TemporaryError extends Error {
  override readonly name = 'TemporaryError';
}

const taskInput = z.object({
  company_id: z.int().check(z.positive()),
  project_id: z.int().check(z.positive()),
  request_id: z.string(),
  task_token: z._default(z.string(), ''),
  after: z._default(z.enum(['approval', 'export']), 'approval'),
});

/** What a state hands its function. */
export interface Task extends TaskKey {
  /** Present where the state waits for it. */
  readonly taskToken: string;
  /** Which wait has ended, where the state settles one. */
  readonly after: SettledAfter;
}

/** A function that the state machine calls. Its answer holds words and ids only: it stays in the execution's history. */
export const taskHandler = <Answer>(run: (task: Task) => Promise<Answer>) =>
  middy<unknown, Answer>()
    .onError(({ event, error }) => {
      const requestId = taskInput.safeParse(event).data?.request_id ?? 'unreadable';
      logger.error('task_failed', { request_id: requestId, ...(error instanceof Error && { error }) });
      throw new TemporaryError('The task could not be carried out.', { cause: error });
    })
    .handler((event) => {
      const { company_id, project_id, request_id, task_token, after } = taskInput.parse(event);
      return run({ companyId: company_id, projectId: project_id, requestId: request_id, taskToken: task_token, after });
    });
