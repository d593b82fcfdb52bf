import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { inInvocation } from '#middleware/invocation.ts';
import { logAbout } from '#middleware/log-scope.ts';
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
  /** Executions that were begun by an earlier release do not say. */
  run: z.optional(z.int().check(z.positive())),
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

const idsIn = (event: unknown): Readonly<Record<string, unknown>> => {
  const { company_id, project_id, request_id, run } = taskInput.safeParse(event).data ?? {};
  return { company_id, project_id, request_id, run };
};

/** A function that the state machine calls. Its answer holds words and ids only: it stays in the execution's history. */
export const taskHandler = <Answer>(run: (task: Task) => Promise<Answer>) => {
  const handler = middy<unknown, Answer>()
    .onError(({ error }) => {
      logger.error('task_failed', { ...(error instanceof Error && { error }) });
      throw new TemporaryError('The task could not be carried out.', { cause: error });
    })
    .handler((event) => {
      const { company_id, project_id, request_id, task_token, after } = taskInput.parse(event);
      return run({ companyId: company_id, projectId: project_id, requestId: request_id, taskToken: task_token, after });
    });
  return inInvocation((event: unknown, context: Context) => logAbout(idsIn(event), () => handler(event, context)));
};
