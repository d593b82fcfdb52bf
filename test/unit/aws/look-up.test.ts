import { InvokeCommand, LambdaClient, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Integration } from '#domain/integration.ts';
import { lookUpJob } from '#runtime';
import { anIntegration } from '#test/support/records.ts';
import { ErpError, type FoundJob } from '#domain/erp.ts';

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

const ask = () => lookUpJob({ LOOK_UP_PREFIX: 'send-to-erp-dev-look-up-' })(integration, '24-0815');
const refusal = async (): Promise<ErpError> => {
  const error: unknown = await ask().catch((thrown: unknown) => thrown);
  return error instanceof ErpError ? error : expect.fail(`no ErpError but ${String(error)}`);
};

describe('asking an ERP for a job by its number', () => {
  it('calls the function of that ERP with the question and nothing else, once', async () => {
    answers(JSON.stringify({ found: null }));
    await ask();
    const [call, ...others] = lambda.commandCalls(InvokeCommand);
    expect(others).toEqual([]);
    expect(call?.args[0].input).toEqual({
      FunctionName: 'send-to-erp-dev-look-up-tryton',
      Payload: '{"company_id":1,"integration_id":"main","job_id":"24-0815"}',
    });
  });

  it.each([
    ['a job that people made', found],
    ['a job of a project', { ...found, external_id: '1-42' }],
    ['none', null],
  ])('finds %s', async (_, expected) => {
    answers(JSON.stringify({ found: expected }));
    expect(await ask()).toEqual(expected);
  });

  it('passes on why the ERP could not answer', async () => {
    answers(JSON.stringify({ failed: 'Tryton did not answer in time.' }));
    expect(await refusal()).toMatchObject({ kind: 'temporary', message: 'Tryton did not answer in time.' });
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
    ['found something without a receipt', '{"found":{"name":"Library","is_job":true,"external_id":null}}', {}],
    [
      'found something of another form',
      '{"found":{"receipt":4711,"name":"Library","is_job":true,"external_id":null}}',
      {},
    ],
    ['found "yes"', '{"found":"yes"}', {}],
    ['failed without saying why', '{"failed":4711}', {}],
  ])('is a temporary failure when the function %s: nobody takes the number for free', async (_, text, over) => {
    answers(text, over);
    const error = await refusal();
    expect(error).toMatchObject({ kind: 'temporary', message: 'The ERP could not be asked.', field: null });
    expect(error.message).not.toContain('4711');
  });

  it('is a temporary failure when the function answers without a payload', async () => {
    lambda.on(InvokeCommand).resolves({ StatusCode: 200 });
    expect(await refusal()).toMatchObject({ kind: 'temporary' });
  });

  it.each(['TimeoutError', 'TooManyRequestsException', 'ResourceNotFoundException', 'AccessDeniedException'])(
    'is a temporary failure on %s',
    async (name) => {
      lambda.on(InvokeCommand).rejects(Object.assign(new Error('arn:aws:lambda secret'), { name }));
      expect(await refusal()).toMatchObject({ kind: 'temporary', message: 'The ERP could not be asked.' });
    },
  );

  it('waits for four seconds at most, and not a second time: a person waits as well', async () => {
    answers(JSON.stringify({ found: null }));
    await ask();
    const client: unknown = lambda.send.firstCall.thisValue;
    if (!(client instanceof LambdaClient)) expect.fail('no client');
    expect(await client.config.maxAttempts()).toBe(1);
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const request = { protocol: 'http:', hostname: '127.0.0.1', port, method: 'GET', path: '/', headers: {} };
    const answer = client.config.requestHandler.handle(request, { requestTimeout: 20 });
    await expect(answer).rejects.toThrow('exceeded the configured 20 ms requestTimeout');
    expect(client.config.requestHandler).toMatchObject({
      config: { requestTimeout: 4_000, throwOnRequestTimeout: true },
    });
    silent.close();
  });
});
