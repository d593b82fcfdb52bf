import type { ServerResponse } from 'node:http';
import type { Json } from '#local/json.ts';

/** Answers as services that speak AWS's REST-JSON do. `headers` may name an error: the SDK throws what `x-amzn-errortype` says. */
export const restAnswer = (
  response: ServerResponse,
  status: number,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

/** An error answer; `name` is what the SDK throws. */
export const restError = (response: ServerResponse, status: number, name: string, message: string): void =>
  restAnswer(response, status, { message }, { 'x-amzn-errortype': name });
