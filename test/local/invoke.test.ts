import {
  InvalidParameterValueException,
  InvalidRequestContentException,
  InvokeCommand,
  LambdaClient,
  RequestTooLargeException,
  ResourceNotFoundException,
  type InvokeCommandInput,
} from '@aws-sdk/client-lambda';
import { expect, it, onTestFinished } from 'vitest';
import { NO_SUCH_FUNCTION } from '#local/functions/functions.ts';
import { serve } from '#local/server.ts';
import { invokeService } from '#local/services/invoke.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:erp';

/** Calls `erp` through the SDK, as a function calls another. The function answers as told, to its name and its ARN. */
const invoke = async (answer: FunctionAnswer, input: Partial<InvokeCommandInput> = {}) => {
  const calls: unknown[] = [];
  const server = await serve(
    invokeService(async (name, event) => {
      calls.push(event);
      return ['erp', ARN].includes(name) ? answer : { ok: false, errorType: NO_SUCH_FUNCTION, errorMessage: name };
    }),
  );
  onTestFinished(() => server.close());
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new LambdaClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  const output = await client.send(new InvokeCommand({ FunctionName: 'erp', Payload: '{"a":"Ä"}', ...input }));
  return { calls, StatusCode: output.StatusCode, FunctionError: output.FunctionError, payload: payloadOf(output) };
};

const payloadOf = ({ Payload }: { Payload?: { transformToString(): string } | undefined }): unknown =>
  JSON.parse(Payload?.transformToString() ?? '');

const FINE: FunctionAnswer = { ok: true, payload: { found: ['Straße'] } };

it.each([['erp'], [ARN]])('a function is called as %s', async (FunctionName) => {
  expect(await invoke(FINE, { FunctionName })).toEqual({
    calls: [{ a: 'Ä' }],
    StatusCode: 200,
    FunctionError: undefined,
    payload: { found: ['Straße'] },
  });
});

it('that failed, it answers with its error', async () => {
  const failed: FunctionAnswer = { ok: false, errorType: 'ErpUnavailable', errorMessage: 'later' };
  expect(await invoke(failed, { InvocationType: 'RequestResponse' })).toMatchObject({
    StatusCode: 200,
    FunctionError: 'Unhandled',
    payload: { errorType: 'ErpUnavailable', errorMessage: 'later' },
  });
});

it.each([
  ['a function that does not exist', { FunctionName: 'nobody' }, ResourceNotFoundException],
  ['a call that nobody waits for', { InvocationType: 'Event' }, InvalidParameterValueException],
  ['a payload that is not JSON', { Payload: '{' }, InvalidRequestContentException],
  ['a payload over 6 MB', { Payload: JSON.stringify('x'.repeat(6 * 1024 * 1024)) }, RequestTooLargeException],
] as const)('%s is refused, by AWS’s name', async (_, input, error) => {
  await expect(invoke(FINE, input)).rejects.toBeInstanceOf(error);
});
