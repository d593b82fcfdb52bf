import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Json } from '#local/json.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** What a function may answer in payload format 2.0. */
const structured = z.object({
  statusCode: z.int().min(100).max(599),
  headers: z.record(z.string(), scalar).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** Answers of the HTTP API's own. */
const MESSAGES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
} as const;

/** Answers without having asked a function. */
export const refuse = (response: ServerResponse, status: keyof typeof MESSAGES): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  });
  response.end(JSON.stringify({ message: MESSAGES[status] }));
};

/** An answer without `statusCode` is the body itself. */
const readPayload = (payload: Json): z.output<typeof structured> | null => {
  if (typeof payload === 'object' && payload !== null && 'statusCode' in payload) {
    return structured.safeParse(payload).data ?? null;
  }
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return structured.parse({ statusCode: 200, headers: { 'content-type': 'application/json' }, body });
};

/** Hands a function's answer to the caller as API Gateway does; a function that failed gives a bare 500. */
export const reply = (response: ServerResponse, answer: FunctionAnswer, requestId: string): void => {
  const given = answer.ok ? readPayload(answer.payload) : null;
  response.setHeader('apigw-requestid', requestId);
  if (given === null) {
    refuse(response, 500);
    return;
  }
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  for (const [name, value] of Object.entries(given.headers)) response.setHeader(name, value);
  if (given.cookies.length > 0) response.setHeader('set-cookie', given.cookies);
  response.writeHead(given.statusCode);
  response.end(Buffer.from(given.body, given.isBase64Encoded ? 'base64' : 'utf8'));
};
