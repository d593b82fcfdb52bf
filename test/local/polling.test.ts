import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FunctionAnswer } from '#local/workflow/task.ts';
import { openQueues } from '#test/local/queues-world.ts';

const event = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string(), attributes: z.record(z.string(), z.string()) })),
});
/** Mostly milliseconds, or the second that a failed message is hidden; a busy machine takes longer. */
const PATIENCE = { timeout: 40_000 };

const DONE: FunctionAnswer = { ok: true, payload: { batchItemFailures: [] } };

/** A function that notes the texts of the messages it gets, in order, and answers as told. */
const aFunction = (answer: (body: string, messageId: string) => FunctionAnswer | Promise<FunctionAnswer>) => {
  const got: string[] = [];
  return {
    got,
    call: async (_: string, given: unknown) => {
      const [first, ...others] = event.parse(given).Records;
      got.push(...[first!, ...others].map(({ body }) => body));
      return answer(first!.body, first!.messageId);
    },
  };
};

describe('a message', () => {
  it('reaches its function as Lambda would give it, and is gone when that is done', async () => {
    const { send, counts, poll } = await openQueues();
    const calls: unknown[][] = [];
    void poll(async (...call) => {
      calls.push(call);
      return DONE;
    });
    const { MessageId, MD5OfMessageBody } = await send('project-1', '{"a":1}', 'mail-1');
    await expect.poll(() => calls, PATIENCE).toHaveLength(1);
    expect(calls).toEqual([
      [
        'arn:aws:lambda:us-east-1:000000000000:function:send',
        {
          Records: [
            {
              messageId: MessageId,
              receiptHandle: expect.any(String) as string,
              body: '{"a":1}',
              attributes: {
                MessageGroupId: 'project-1',
                MessageDeduplicationId: 'mail-1',
                ApproximateReceiveCount: '1',
                SequenceNumber: expect.stringMatching(/^\d{20}$/) as string,
                SenderId: expect.any(String) as string,
                SentTimestamp: expect.stringMatching(/^\d{13}$/) as string,
                ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/) as string,
              },
              messageAttributes: {},
              md5OfBody: MD5OfMessageBody,
              eventSource: 'aws:sqs',
              eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Mails.fifo',
              awsRegion: 'us-east-1',
            },
          ],
        },
      ],
    ]);
    await expect.poll(() => counts('Mails'), PATIENCE).toEqual([0, 0]);
  });

  it('waits for those before it in its group, while other groups go on', async () => {
    const { send, poll } = await openQueues();
    const { promise: released, resolve: release } = Promise.withResolvers<FunctionAnswer>();
    const { got, call } = aFunction((body) => (body === 'a1' ? released : DONE));
    void poll(call);
    await send('a', 'a1');
    await expect.poll(() => got, PATIENCE).toEqual(['a1']);
    await send('a', 'a2');
    await send('b', 'b1');
    await expect.poll(() => got, PATIENCE).toEqual(['a1', 'b1']);
    release(DONE);
    await expect.poll(() => got, PATIENCE).toEqual(['a1', 'b1', 'a2']);
  });
});

describe('a message that failed', () => {
  it('comes again when its time is over, before the others of its group', async () => {
    const { send, counts, poll } = await openQueues();
    const { got, call } = aFunction((_, itemIdentifier) =>
      got.length === 1 ? { ok: true, payload: { batchItemFailures: [{ itemIdentifier }] } } : DONE,
    );
    void poll(call);
    await send('a', 'a1');
    await send('a', 'a2');
    await expect.poll(() => got, PATIENCE).toEqual(['a1', 'a1', 'a2']);
    await expect.poll(() => counts('Mails'), PATIENCE).toEqual([0, 0]);
  });

  it('too often lands in the dead-letter queue, and lets the others through', async () => {
    const { send, counts, poll } = await openQueues();
    const { got, call } = aFunction((body) =>
      body === 'poison' ? { ok: false, errorType: 'Error', errorMessage: '' } : DONE,
    );
    void poll(call);
    await send('a', 'poison');
    await send('a', 'good');
    await expect.poll(() => got, PATIENCE).toEqual(['poison', 'poison', 'good']);
    expect(await counts('Dead')).toEqual([1, 0]);
  });
});

it('ends when it is stopped', async () => {
  const { send, poll, stop } = await openQueues();
  const { got, call } = aFunction(() => DONE);
  const ended = poll(call);
  await send('a', 'a1');
  await expect.poll(() => got, PATIENCE).toEqual(['a1']);
  stop();
  await ended;
});
