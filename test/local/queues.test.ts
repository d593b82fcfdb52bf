import { describe, expect, it } from 'vitest';
import type { Json } from '#local/json.ts';
import { doneOf } from '#local/queues/batch.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';
import { openQueues, planIn } from '#test/local/queues-world.ts';

const URL = 'http://127.0.0.1:4000';

describe('the template’s queues and event sources', () => {
  it('are found with what they refer to', () => {
    const { sources } = planIn(URL);
    expect(sources).toMatchObject([
      {
        queue: { url: `${URL}/000000000000/Mails.fifo`, attributes: { FifoQueue: 'true', VisibilityTimeout: '1' } },
        target: 'arn:aws:lambda:us-east-1:000000000000:function:send',
        batchSize: 5,
        callsAtOnce: 2,
      },
    ]);
    expect(JSON.parse(sources[0]?.queue.attributes['RedrivePolicy'] ?? '')).toEqual({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:Dead.fifo',
      maxReceiveCount: 2,
    });
  });

  it('rest when they are disabled', () => {
    expect(planIn(URL, {}, { Enabled: false }).sources).toEqual([]);
  });

  it.each<[string, Record<string, Json>, Record<string, Json>]>([
    ['a queue without order', { FifoQueue: false }, {}],
    ['a delay', { DelaySeconds: 5 }, {}],
    ['a batch that FIFO queues do not have', {}, { BatchSize: 11 }],
    ['a function that reports no failures', {}, { FunctionResponseTypes: [] }],
    ['a source that is no queue', {}, { EventSourceArn: 'arn:aws:dynamodb:us-east-1:0:table/t/stream/1' }],
    ['a function that does not exist', {}, { FunctionName: 'nobody' }],
    ['messages that come back while the function still works on them', { VisibilityTimeout: 0 }, {}],
  ])('with %s are refused at the start', (_, queue, source) => {
    expect(() => planIn(URL, queue, source)).toThrow();
  });
});

describe('of a batch', () => {
  const messages = ['1', '2', '3'].map((MessageId) => ({
    MessageId,
    ReceiptHandle: `handle-${MessageId}`,
    Body: '',
    MD5OfBody: '',
    Attributes: {},
  }));
  const ok = (payload: Json): FunctionAnswer => ({ ok: true, payload });
  const failing = (...ids: string[]) => ok({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

  // Lambda's own list: "Success and failure conditions" of partial batch responses.
  it.each<[string, FunctionAnswer, string[]]>([
    ['an empty list', failing(), ['1', '2', '3']],
    ['null for the list', ok({ batchItemFailures: null }), ['1', '2', '3']],
    ['an empty object', ok({}), ['1', '2', '3']],
    ['nothing', ok(null), ['1', '2', '3']],
    ['one message', failing('2'), ['1', '3']],
    ['one message twice', failing('2', '2'), ['1', '3']],
    ['all messages', failing('1', '2', '3'), []],
    ['a message that is not there', failing('4'), []],
    ['an empty id', failing(''), []],
    ['null for an id', ok({ batchItemFailures: [{ itemIdentifier: null }] }), []],
    ['another key', ok({ batchItemFailures: [{ id: '1' }] }), []],
    ['text', ok('done'), []],
    ['an error', { ok: false, errorType: 'Error', errorMessage: '' }, []],
  ])('of which the function answers %s, what is done is deleted', (_, answer, done) => {
    expect(doneOf(messages, answer).map(({ MessageId }) => MessageId)).toEqual(done);
  });
});

describe('the queue', () => {
  it('takes a message once within five minutes', async () => {
    const { send, counts } = await openQueues();
    const first = await send('a', 'one');
    expect((await send('a', 'one')).MessageId).toBe(first.MessageId);
    await send('a', 'one', 'another id');
    expect(await counts('Mails')).toEqual([2, 0]);
  });
});
