import { InvokeCommand, LambdaClient, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askedErps } from '#aws/ask-erp.ts';
import type { Integration } from '#domain/integration.ts';
import type { ErpQuestions } from '#aws/ask-erp.ts';
import { ErpError, type FoundJob } from '#domain/erp.ts';
import { afterNoon, anIntegration } from '#test/support/records.ts';

const integration: Integration = anIntegration({ erp: 'tryton' });
const found: FoundJob = {
  receipt: { job_id: '24-0815', erp_id: '17', url: null, at: '2026-11-23T12:00:00.000Z' },
  name: 'Library',
  is_job: true,
  external_id: null,
};

let lambda: ReturnType<typeof mockClient>;
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  lambda = mockClient(LambdaClient);
});
afterEach(() => {
  lambda.restore();
  vi.unstubAllEnvs();
});

/** The function answers with this text. */
const answers = (text: string, over: Partial<InvokeCommandOutput> = {}) => {
  lambda.on(InvokeCommand).callsFake(() => ({ StatusCode: 200, Payload: Buffer.from(text), ...over }));
};

/** What was asked so far, of which function. */
const asked = () => lambda.commandCalls(InvokeCommand).map(({ args }) => args[0].input);

let seconds = 0;
let erp: ErpQuestions;
beforeEach(() => {
  seconds = 0;
  erp = askedErps(() => afterNoon(seconds), 'send-to-erp-dev-look-up-');
});

const failureOf = async (work: Promise<unknown>): Promise<ErpError> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  return error instanceof ErpError ? error : expect.fail(`no ErpError but ${String(error)}`);
};

const questions: [name: string, ask: () => Promise<unknown>, sent: string][] = [
  [
    'a job by its number',
    () => erp.lookUpJob(integration, '24-0815'),
    '{"company_id":1,"integration_id":"main","ask":"job","job_id":"24-0815"}',
  ],
  [
    'the options of a field',
    () => erp.lookUpOptions(integration, 'customer', 'Ac'),
    '{"company_id":1,"integration_id":"main","ask":"options","key":"customer","typed":"Ac"}',
  ],
  [
    'its connection',
    () => erp.checkConnection(integration),
    '{"company_id":1,"integration_id":"main","ask":"connection"}',
  ],
];

describe.each(questions)('asking an ERP for %s', (_, ask, sent) => {
  it('calls the function of that ERP with the question and nothing else, once', async () => {
    answers('{}');
    await failureOf(ask());
    expect(asked()).toEqual([{ FunctionName: 'send-to-erp-dev-look-up-tryton', Payload: sent }]);
  });

  it('passes on why the ERP could not answer, and of what kind that is', async () => {
    answers(JSON.stringify({ answer: 'failed', kind: 'unauthorized', message: 'Tryton does not know the user.' }));
    expect(await failureOf(ask())).toMatchObject({ kind: 'unauthorized', message: 'Tryton does not know the user.' });
  });

  it.each([
    ['crashed', '{"errorType":"TypeError","errorMessage":"secret 4711"}', { FunctionError: 'Unhandled' }],
    [
      'ran out of time',
      '{"errorMessage":"2026 secret 4711 Task timed out after 5.00 seconds"}',
      { FunctionError: 'Unhandled' },
    ],
    ['answered nothing', '', {}],
    ['answered null', 'null', {}],
    ['answered no JSON', '<html>4711', {}],
    ['answered something else', '{"statusCode":200}', {}],
    [
      'found something without a receipt',
      '{"answer":"job","found":{"name":"Library","is_job":true,"external_id":null}}',
      {},
    ],
    [
      'found something of another form',
      '{"answer":"job","found":{"receipt":4711,"name":"Library","is_job":true,"external_id":null}}',
      {},
    ],
    ['found "yes"', '{"answer":"job","found":"yes"}', {}],
    ['has options without labels', '{"answer":"options","options":[{"value":"4711"}]}', {}],
    ['failed without saying how', '{"answer":"failed","message":"4711"}', {}],
    ['failed in a way nobody knows', '{"answer":"failed","kind":"4711","message":"No."}', {}],
    ['answered as an earlier version did', '{"found":null}', {}],
  ])('is a temporary failure when the function %s: nobody takes that for an answer', async (_, text, over) => {
    answers(text, over);
    const error = await failureOf(ask());
    expect(error).toMatchObject({ kind: 'temporary', message: 'The ERP could not be asked.', field: null });
    expect(error.message).not.toContain('4711');
  });

  it('is a temporary failure when the function answers another question', async () => {
    const replies = [
      { answer: 'job', found: null },
      { answer: 'options', options: [] },
      { answer: 'connection' },
    ].filter(({ answer }) => !sent.includes(`"ask":"${answer}"`));
    expect(replies).toHaveLength(2);
    for (const reply of replies) {
      answers(JSON.stringify(reply));
      expect(await failureOf(ask())).toMatchObject({ kind: 'temporary' });
    }
  });

  it('is a temporary failure when the function answers without a payload', async () => {
    lambda.on(InvokeCommand).resolves({ StatusCode: 200 });
    expect(await failureOf(ask())).toMatchObject({ kind: 'temporary' });
  });

  it.each(['TimeoutError', 'TooManyRequestsException', 'ResourceNotFoundException', 'AccessDeniedException'])(
    'is a temporary failure on %s',
    async (name) => {
      lambda.on(InvokeCommand).rejects(Object.assign(new Error('arn:aws:lambda secret'), { name }));
      expect(await failureOf(ask())).toMatchObject({ kind: 'temporary', message: 'The ERP could not be asked.' });
    },
  );
});

describe('the answer', () => {
  it.each([
    ['a job that people made', found],
    ['a job of a project', { ...found, external_id: '1-42' }],
    ['none', null],
  ])('is %s', async (_, expected) => {
    answers(JSON.stringify({ answer: 'job', found: expected }));
    expect(await erp.lookUpJob(integration, '24-0815')).toEqual(expected);
  });

  it('is that the connection works', async () => {
    answers(JSON.stringify({ answer: 'connection' }));
    await expect(erp.checkConnection(integration)).resolves.toBeUndefined();
  });

  it('is a list of options, which is not asked for again within three minutes', async () => {
    const options = [{ value: '17', label: 'Acme' }];
    answers(JSON.stringify({ answer: 'options', options }));
    const ask = (key: string, typed: string, of = integration) => erp.lookUpOptions(of, key, typed);
    expect([await ask('customer', ''), await ask('customer', '')]).toEqual([options, options]);
    expect(asked()).toHaveLength(1);
    seconds = 179;
    await ask('customer', '');
    expect(asked()).toHaveLength(1);
    await ask('customer', 'Ac');
    await ask('template', '');
    await ask('customer', '', { ...integration, company_id: 2 });
    await ask('customer', '', { ...integration, id: 'other' });
    expect(asked()).toHaveLength(5);
    seconds = 180;
    await ask('customer', '');
    expect(asked()).toHaveLength(6);
  });
});

describe('the time that an answer may take', () => {
  const limitOf = async (ask: () => Promise<unknown>): Promise<unknown> => {
    answers('{}');
    await failureOf(ask());
    return lambda.send.lastCall.args.slice(1);
  };

  it('is four seconds where a person waits at a page, and more where an administrator does; nobody waits twice', async () => {
    const limits: unknown[] = [];
    for (const [, ask] of questions) limits.push(await limitOf(ask));
    expect(limits).toEqual([4_000, 4_000, 20_000].map((requestTimeout) => [{ requestTimeout }]));
    const client: unknown = lambda.send.firstCall.thisValue;
    if (!(client instanceof LambdaClient)) expect.fail('no client');
    expect(await client.config.maxAttempts()).toBe(1);
  });

  it('is kept to by the client', async () => {
    answers('{}');
    await failureOf(erp.checkConnection(integration));
    const client: unknown = lambda.send.firstCall.thisValue;
    if (!(client instanceof LambdaClient)) expect.fail('no client');
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const request = { protocol: 'http:', hostname: '127.0.0.1', port, method: 'GET', path: '/', headers: {} };
    const answer = client.config.requestHandler.handle(request, { requestTimeout: 20 });
    await expect(answer).rejects.toThrow('exceeded the configured 20 ms requestTimeout');
    silent.close();
  });
});
