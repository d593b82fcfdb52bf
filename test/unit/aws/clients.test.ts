import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { dynamoClient, mailClient, queueClient, secretsClient, stepFunctionsClient } from '#aws/clients.ts';
import { filesClient } from '#aws/export-files.ts';

const clients = { dynamoClient, stepFunctionsClient, secretsClient, mailClient, filesClient, queueClient };

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

  it('send a message to the endpoint of the queues, whatever host the URL of a queue names', async () => {
    const calls: { target: unknown; body: string }[] = [];
    const server = createHttpServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        calls.push({ target: request.headers['x-amz-target'], body });
        response.end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const { useQueueUrlAsEndpoint } = queueClient().config;
    expect(useQueueUrlAsEndpoint).toBe(false);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new SQSClient({ endpoint, region: 'eu-west-1', credentials, useQueueUrlAsEndpoint, md5: false });
    const QueueUrl = 'http://queues.example.invalid/1/mails.fifo';
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}', MessageGroupId: '1-42' }));
    expect(calls).toEqual([{ target: 'AmazonSQS.SendMessage', body: expect.stringContaining(QueueUrl) as unknown }]);
    client.destroy();
    server.close();
  });
});
