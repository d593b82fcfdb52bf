import { NO_SUCH_FUNCTION } from '#local/functions/functions.ts';
import { parseJson } from '#local/json.ts';
import { readBody, type Arrived, type ServiceHandle } from '#local/server.ts';
import { restAnswer, restError } from '#local/services/rest-answer.ts';
import type { CallFunction } from '#local/workflow/task.ts';

/** Bytes that a function takes from a caller who waits for it. */
const PAYLOAD_LIMIT = 6 * 1024 * 1024;

/** The function that a request calls, by name or ARN; null when it is no such request. */
export const functionOf = ({ method, url = '' }: Pick<Arrived, 'method' | 'url'>): string | null => {
  const name = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/.exec(url)?.[1];
  return method === 'POST' && name !== undefined ? decodeURIComponent(name) : null;
};

/** Invoke of Lambda over HTTP, for callers who wait for the answer. */
export const invokeService =
  (call: CallFunction): ServiceHandle =>
  async (request, response) => {
    const body = await readBody(request, PAYLOAD_LIMIT);
    const name = functionOf(request);
    const event = parseJson(String(body ?? ''));
    const waits = (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') === 'RequestResponse';
    if (name === null) restError(response, 404, 'UnknownOperationException', 'Only Invoke is known here.');
    else if (!waits) restError(response, 400, 'InvalidParameterValueException', 'Only RequestResponse is known here.');
    else if (body === null) restError(response, 413, 'RequestTooLargeException', 'The payload is over 6 MB.');
    else if (event === undefined)
      restError(response, 400, 'InvalidRequestContentException', 'The payload is not JSON.');
    else {
      const answer = await call(name, event);
      if (answer.ok) restAnswer(response, 200, answer.payload);
      else if (answer.errorType === NO_SUCH_FUNCTION)
        restError(response, 404, 'ResourceNotFoundException', answer.errorMessage);
      else {
        const { errorType, errorMessage } = answer;
        restAnswer(response, 200, { errorType, errorMessage }, { 'x-amz-function-error': 'Unhandled' });
      }
    }
  };
