import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { MailTask } from '#domain/ports.ts';
import { mailTask, queueHandler } from '#middleware/queue.ts';
import { logLines } from '#test/support/leaks.ts';

const ADDRESS = 'paula@example.com';

const task = (project_id: number): MailTask => ({ about: 'project', company_id: 1, project_id });
const message = (messageId: string, group: string, body: unknown) => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: { MessageGroupId: group, ApproximateReceiveCount: '1' },
  eventSource: 'aws:sqs',
});

/** Hands the messages to the function; the projects in `failing` cannot be worked on. */
const deliver = async (messages: unknown[], failing: readonly number[] = []) => {
  const done: MailTask[] = [];
  const handler = queueHandler(mailTask, async (given) => {
    await Promise.resolve();
    if (given.about === 'project' && failing.includes(given.project_id))
      throw new Error(`No mail for ${given.project_id}.`);
    done.push(given);
  });
  const answer: unknown = await handler({ Records: messages }, {} as never);
  const { batchItemFailures } = z
    .strictObject({ batchItemFailures: z.array(z.strictObject({ itemIdentifier: z.string() })) })
    .parse(answer);
  return { done, back: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
};

describe('a batch of mail tasks', () => {
  it('is done when all of its tasks are', async () => {
    const digest: MailTask = { about: 'digest', company_id: 1, integration_id: 'main', day: '2026-11-23' };
    expect(await deliver([message('a', '1-42', task(42)), message('b', '1-main', digest)])).toEqual({
      done: [task(42), digest],
      back: [],
    });
    expect(logLines()).toEqual([]);
  });

  it('R36: gives back the one that failed; the other groups are done', async () => {
    const batch = [1, 2, 3, 4].map((id) => message(`message ${id}`, `1-${id}`, task(id)));
    expect(await deliver(batch, [2])).toEqual({ done: [task(1), task(3), task(4)], back: ['message 2'] });
  });

  it('R36: gives all back when all failed', async () => {
    const batch = [1, 2].map((id) => message(`message ${id}`, `1-${id}`, task(id)));
    expect(await deliver(batch, [1, 2])).toEqual({ done: [], back: ['message 1', 'message 2'] });
  });

  it('gives back the later ones of a group whose task failed, so that none overtakes it', async () => {
    const batch = [
      message('before', 'one', task(1)),
      message('fails', 'one', task(2)),
      message('other group', 'two', task(3)),
      message('after', 'one', task(4)),
      message('last of other group', 'two', task(5)),
      message('last', 'one', task(6)),
    ];
    expect(await deliver(batch, [2])).toEqual({ done: [task(1), task(3), task(5)], back: ['fails', 'after', 'last'] });
  });

  it.each([
    ['no JSON', '{'],
    ['empty', ''],
    ['null', 'null'],
    ['of another kind', '{"about":"invoice","company_id":1,"project_id":1}'],
    ['without its ids', '{"about":"project"}'],
    ['with a text for an id', '{"about":"project","company_id":"1","project_id":1}'],
    ['with a negative id', '{"about":"project","company_id":1,"project_id":-1}'],
    ['with a day that there is not', '{"about":"digest","company_id":1,"integration_id":"main","day":"2026-02-30"}'],
    ['a list', '[]'],
  ])('R37: gives back a body that cannot be read (%s), and it stops no other group', async (_, body) => {
    const batch = [message('a', '1-1', task(1)), message('poison', '1-2', body), message('c', '1-3', task(3))];
    expect(await deliver(batch)).toEqual({ done: [task(1), task(3)], back: ['poison'] });
  });

  it('hands on what a task needs and nothing else', async () => {
    const { done } = await deliver([message('a', '1-42', { ...task(42), to: ADDRESS })]);
    expect(done).toEqual([task(42)]);
  });

  it('that is none is an error, and all of it comes back', async () => {
    for (const event of [{}, { Records: [{ messageId: 'a', body: '{}' }] }, null]) {
      await expect(
        Promise.resolve(queueHandler(mailTask, () => Promise.resolve())(event, {} as never)),
      ).rejects.toThrow();
    }
  });

  it('T55: leaves a line per message that comes back, with its group and no mail address', async () => {
    const unreadable = [
      ADDRESS,
      JSON.stringify({ about: ADDRESS }),
      JSON.stringify({ about: 'project', company_id: ADDRESS, project_id: ADDRESS }),
      JSON.stringify({ about: 'digest', company_id: 1, integration_id: 'main', day: ADDRESS }),
      JSON.stringify(ADDRESS),
    ];
    const batch = unreadable.map((body, index) => message(`message ${index}`, `1-${index}`, body));
    await deliver([...batch, message('fails', '1-42', task(42)), message('after', '1-42', task(43))], [42]);
    const lines = logLines().map((line) =>
      z.object({ message: z.string(), group: z.string() }).parse(JSON.parse(line)),
    );
    expect(lines).toEqual([
      ...unreadable.map((_, index) => ({ message: 'task_comes_back', group: `1-${index}` })),
      { message: 'task_comes_back', group: '1-42' },
      { message: 'task_comes_back', group: '1-42' },
    ]);
    for (const line of logLines()) expect(line).not.toContain('paula');
    expect(logLines().join('')).toContain('No mail for 42.');
  });
});
