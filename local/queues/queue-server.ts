import { parseJson, type Json } from '#local/json.ts';
import type { LocalServer } from '#local/server.ts';

/** SQS over HTTP. Its queues live in memory. */
export interface QueueServer extends LocalServer {
  /** Calls an operation by its name. @throws {Error} with what SQS answered when it refuses, or when the signal is given. */
  call(operation: string, input: Json, stopped?: AbortSignal): Promise<Json>;
}

const call = async (url: string, operation: string, input: Json, stopped?: AbortSignal): Promise<Json> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify(input),
    signal: stopped ?? null,
  });
  const answered = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${answered}`);
  return parseJson(answered) ?? null;
};

/** Serves queues on a free port of 127.0.0.1. There are none at first. */
export const openQueueServer = async (): Promise<QueueServer> => {
  // A tenth of a second, which passes while the template is being made; imported above, it would hold that up.
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    call: (operation, input, stopped) => call(url, operation, input, stopped),
    close: async () => {
      await app.close();
    },
  };
};
