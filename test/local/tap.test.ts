import { expect, it, onTestFinished } from 'vitest';
import { readBody, serve } from '#local/server.ts';
import { openTap, tapAll, type ServiceCall, type Tap } from '#local/services/tap.ts';

/** A service that answers with what it was asked, and how often it was. */
const echo = async () => {
  const asked: string[] = [];
  const server = await serve(async (request, response) => {
    const { authorization = '', 'x-amz-target': target } = request.headers;
    const said = `${String(target)} ${authorization} ${String(await readBody(request))}`;
    asked.push(said);
    response.writeHead(201, { 'x-amzn-requestid': `r${asked.length}` }).end(said);
  });
  onTestFinished(() => server.close());
  return { url: server.url, asked };
};

const tapped = async (url: string, tap: Tap) => {
  const server = await openTap('DYNAMODB', url, tap);
  onTestFinished(() => server.close());
  return (body: string) =>
    fetch(server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_1.GetItem', authorization: 'AWS4 Credential=api/2026, x' },
      body,
    });
};

it('hands calls and answers on, and tells who asks what', async () => {
  const { url } = await echo();
  const calls: ServiceCall[] = [];
  const send = await tapped(url, (call, ask) => {
    calls.push(call);
    return ask();
  });
  const answer = await send('{}');
  expect([answer.status, await answer.text()]).toEqual([201, 'DynamoDB_1.GetItem AWS4 Credential=api/2026, x {}']);
  expect(answer.headers.get('x-amzn-requestid')).toBe('r1');
  expect(calls).toEqual([{ service: 'DYNAMODB', caller: 'api', operation: 'GetItem', body: '{}' }]);
});

it('may ask with another body, and for something else in its own name', async () => {
  const { url, asked } = await echo();
  const send = await tapped(url, async (_, ask) => {
    await ask({ operation: 'DescribeTable', body: 'table' });
    return ask({ body: 'more' });
  });
  const answer = await send('{}');
  expect(asked).toEqual([
    'DynamoDB_1.DescribeTable AWS4 Credential=local/2026, x table',
    'DynamoDB_1.GetItem AWS4 Credential=api/2026, x more',
  ]);
  expect(answer.headers.get('x-amzn-requestid')).toBe('r2');
});

it('stands nowhere when there is none', async () => {
  const url = 'http://127.0.0.1:1';
  const endpoints = {
    DYNAMODB: url,
    SFN: url,
    SECRETS_MANAGER: url,
    SESV2: url,
    S3: url,
    LAMBDA: url,
    EVENTBRIDGE: url,
    SQS: url,
  };
  const all = await tapAll(endpoints, null);
  expect(all.endpoints).toEqual(endpoints);
  await all.close();
});
