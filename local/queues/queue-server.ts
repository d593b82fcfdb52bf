import { admitAll, type Admit } from '#local/access/guard.ts';
import { parseJson, type Json } from '#local/json.ts';
import type { LocalServer } from '#local/server.ts';
import { REGION } from '#local/template/names.ts';

/** SQS over HTTP. Its queues live in memory. */
export interface QueueServer extends LocalServer {
  /** From now on requests are answered that this lets through; until then all are. */
  admitWith(admit: Admit): void;
  /** Calls an operation by its name. @throws {Error} with what SQS answered when it refuses, or when the signal is given. */
  call(operation: string, input: Json, options?: QueueCall): Promise<Json>;
}

interface QueueCall {
  /** The function for which it is called. */
  readonly as?: string;
  readonly stopped?: AbortSignal;
}

const signatureOf = (accessKey: string): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/${REGION}/sqs/aws4_request, SignedHeaders=host, Signature=none`;

const call = async (url: string, operation: string, input: Json, { as, stopped }: QueueCall = {}): Promise<Json> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      ...(as !== undefined && { authorization: signatureOf(as) }),
    },
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
  let admit = admitAll;
  app.addHook('preHandler', async ({ raw, body }, reply) => {
    const { method, url, headers } = raw;
    if (!admit({ method, url, headers, body: Buffer.from(JSON.stringify(body)) }, reply.raw)) reply.hijack();
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    admitWith: (next) => void (admit = next),
    call: (operation, input, options) => call(url, operation, input, options),
    close: async () => {
      await app.close();
    },
  };
};
