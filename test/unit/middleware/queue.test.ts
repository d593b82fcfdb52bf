import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { MailTask, UnreadableMessage } from '#domain/telling.ts';
import { mailTask, queueHandler } from '#middleware/queue.ts';
import { logLines } from '#test/support/leaks.ts';

const FIRST_SEEN = new Date('2026-11-23T08:00:00.123Z');
const ADDRESS = 'paula@example.com';

const task = (project_id: number): MailTask => ({ about: 'project', company_id: 1, project_id });
const message = (messageId: string, group: string, body: unknown) => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    MessageGroupId: group,
    ApproximateReceiveCount: '1',
    ApproximateFirstReceiveTimestamp: String(FIRST_SEEN.getTime()),
  },
  eventSource: 'aws:sqs',
});

const sha256 = (body: string) => createHash('sha256').update(body).digest('hex');
const nothing = () => Promise.resolve();
const isTask = (body: string): boolean => {
  try {
    return mailTask.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
};
const logLine = z.object({
  message: z.string(),
  message_id: z.string().optional(),
  group: z.string(),
  reason: z.string().optional(),
  sha256: z.string().optional(),
});

/** Hands the messages to the function; the projects in `failing` cannot be worked on. */
const deliver = async (messages: unknown[], failing: readonly number[] = [], quarantineWorks = true) => {
  const done: MailTask[] = [];
  const quarantined: UnreadableMessage[] = [];
  const quarantine = async (unreadable: UnreadableMessage) => {
    if (!quarantineWorks) throw new Error('The queue is out of reach.');
    quarantined.push(unreadable);
  };
  const handler = queueHandler(mailTask, quarantine, async (given) => {
    await Promise.resolve();
    if (given.about === 'project' && failing.includes(given.project_id))
      throw new Error(`No mail for ${given.project_id}.`);
    done.push(given);
  });
  const answer: unknown = await handler({ Records: messages }, {} as never);
  const { batchItemFailures } = z
    .strictObject({ batchItemFailures: z.array(z.strictObject({ itemIdentifier: z.string() })) })
    .parse(answer);
  return { done, back: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), quarantined };
};

describe('a batch of mail tasks', () => {
  it('is done when all of its tasks are', async () => {
    const digest: MailTask = { about: 'digest', company_id: 1, integration_id: 'main', day: '2026-11-23' };
    expect(await deliver([message('a', '1-42', task(42)), message('b', '1-main', digest)])).toEqual({
      done: [task(42), digest],
      back: [],
      quarantined: [],
    });
    expect(logLines()).toEqual([]);
  });

  it('R36: gives back the one that failed; the other groups are done', async () => {
    const batch = [1, 2, 3, 4].map((id) => message(`message ${id}`, `1-${id}`, task(id)));
    expect(await deliver(batch, [2])).toMatchObject({ done: [task(1), task(3), task(4)], back: ['message 2'] });
  });

  it('R36: gives all back when all failed', async () => {
    const batch = [1, 2].map((id) => message(`message ${id}`, `1-${id}`, task(id)));
    expect(await deliver(batch, [1, 2])).toMatchObject({ done: [], back: ['message 1', 'message 2'] });
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
    expect(await deliver(batch, [2])).toMatchObject({
      done: [task(1), task(3), task(5)],
      back: ['fails', 'after', 'last'],
    });
  });

  it.each([
    ['no JSON', '{', 'not_json'],
    ['empty', '', 'not_json'],
    ['null', 'null', 'not_a_task'],
    ['of another kind', '{"about":"invoice","company_id":1,"project_id":1}', 'not_a_task'],
    ['without its ids', '{"about":"project"}', 'not_a_task'],
    ['with a text for an id', '{"about":"project","company_id":"1","project_id":1}', 'not_a_task'],
    ['with a negative id', '{"about":"project","company_id":1,"project_id":-1}', 'not_a_task'],
    [
      'with a day that there is not',
      '{"about":"digest","company_id":1,"integration_id":"main","day":"2026-02-30"}',
      'not_a_task',
    ],
    ['a list', '[]', 'not_a_task'],
  ])(
    'R37: quarantines a body that cannot be read (%s) at once, and nobody waits behind it',
    async (_, body, reason) => {
      const batch = [message('a', '1-1', task(1)), message('poison', '1-1', body), message('c', '1-1', task(3))];
      expect(await deliver(batch)).toEqual({
        done: [task(1), task(3)],
        back: [],
        quarantined: [{ id: 'poison', body, reason, sha256: sha256(body), first_seen: FIRST_SEEN }],
      });
    },
  );

  it('R37: quarantines whatever is no task, carries out whatever is one, and loses neither', async () => {
    const projects = fc.nat().map((id) => JSON.stringify(task(id + 1)));
    const spoilt = fc
      .tuple(projects, fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }))
      .map(([body, at, put]) => body.slice(0, at % body.length) + put + body.slice((at % body.length) + 1));
    const bodies = fc.array(fc.oneof(projects, spoilt, fc.json(), fc.string({ unit: 'binary' })), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(bodies, async (given) => {
        const batch = given.map((body, index) => message(`message ${index}`, `group ${index % 3}`, body));
        const { done, back, quarantined } = await deliver(batch);
        expect(back).toEqual([]);
        expect(done.length + quarantined.length).toBe(given.length);
        for (const { body } of quarantined) expect(isTask(body)).toBe(false);
        expect(done).toEqual(given.filter(isTask).map((body) => mailTask.parse(JSON.parse(body))));
      }),
    );
  });

  it('gives back what can be neither read nor quarantined, and the tasks of its group behind it', async () => {
    const batch = [message('a', '1-1', '{'), message('b', '1-1', task(1)), message('c', '1-2', task(2))];
    expect(await deliver(batch, [], false)).toEqual({ done: [task(2)], back: ['a', 'b'], quarantined: [] });
  });

  it('hands on what a task needs and nothing else', async () => {
    const { done } = await deliver([message('a', '1-42', { ...task(42), to: ADDRESS })]);
    expect(done).toEqual([task(42)]);
  });

  it('that is none is an error, and all of it comes back', async () => {
    for (const event of [{}, { Records: [{ messageId: 'a', body: '{}' }] }, null]) {
      await expect(Promise.resolve(queueHandler(mailTask, nothing, nothing)(event, {} as never))).rejects.toThrow();
    }
  });

  it('T55: leaves a line per message that comes back or is quarantined, and no mail address in any', async () => {
    const unreadable = [
      ADDRESS,
      JSON.stringify({ about: ADDRESS }),
      JSON.stringify({ about: 'project', company_id: ADDRESS, project_id: ADDRESS }),
      JSON.stringify({ about: 'digest', company_id: 1, integration_id: 'main', day: ADDRESS }),
      JSON.stringify(ADDRESS),
    ];
    const batch = unreadable.map((body, index) => message(`message ${index}`, `1-${index}`, body));
    await deliver([...batch, message('fails', '1-42', task(42)), message('after', '1-42', task(43))], [42]);
    expect(logLines().map((line) => logLine.parse(JSON.parse(line)))).toEqual([
      ...unreadable.map((body, index) => ({
        message: 'message_quarantined',
        message_id: `message ${index}`,
        group: `1-${index}`,
        reason: index === 0 ? 'not_json' : 'not_a_task',
        sha256: sha256(body),
      })),
      { message: 'task_comes_back', message_id: 'fails', group: '1-42' },
      { message: 'task_comes_back', message_id: 'after', group: '1-42' },
    ]);
    for (const line of logLines()) expect(line).not.toContain('paula');
    expect(logLines().join('')).toContain('No mail for 42.');
  });
});
