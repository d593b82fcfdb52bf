import { describe, expect, it } from 'vitest';
import { taskHandler } from '#middleware/task.ts';

const task = { company_id: 1, project_id: 1001, request_id: '1001-1', task_token: 'token' };
const call = (run: Parameters<typeof taskHandler>[0], event: unknown = task): unknown =>
  taskHandler(run)(event, {} as never);

describe('a task of the workflow', () => {
  it('gets its ids and its token', async () => {
    await expect(call((given) => Promise.resolve(given))).resolves.toEqual({
      companyId: 1,
      projectId: 1001,
      requestId: '1001-1',
      taskToken: 'token',
      after: 'approval',
    });
  });

  it.each([
    ['a broken call', () => Promise.reject(new Error('throttled, and the token')), task],
    ['an unreadable event', () => Promise.resolve(), { company_id: 'x' }],
  ])('fails by the name that the state machine retries by, without a word about %s', async (_, run, event) => {
    const error = await Promise.resolve(call(run, event)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'TemporaryError', message: 'The task could not be carried out.' });
  });
});
