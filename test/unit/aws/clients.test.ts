import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { dynamoClient, filesClient, mailClient, secretsClient, stepFunctionsClient } from '#aws/clients.ts';

const clients = { dynamoClient, stepFunctionsClient, secretsClient, mailClient, filesClient };

beforeAll(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  return () => vi.unstubAllEnvs();
});

describe('the clients', () => {
  it.each(Object.entries(clients))('are made once: %s', async (_, client) => {
    expect(client()).toBe(client());
    expect(await client().config.region()).toBe('eu-west-1');
    expect(await client().config.maxAttempts()).toBeLessThanOrEqual(4);
  });

  it('do not wait for an answer that does not come', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const request = { protocol: 'http:', hostname: '127.0.0.1', port, method: 'GET', path: '/', headers: {} };
    const answer = dynamoClient().config.requestHandler.handle(request, { requestTimeout: 20 });
    await expect(answer).rejects.toThrow('exceeded the configured 20 ms requestTimeout');
    silent.close();
  });
});
