import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BODY_LIMIT, httpApi } from '#local/http-api/http-api.ts';
import { openIssuer } from '#local/issuer.ts';
import { serve } from '#local/server.ts';
import { aFolder } from '#test/local/folders.ts';
import { api, ARRIVED, FUNCTION_ARN, ISSUER, resources, route, routesIn } from '#test/local/http-api-world.ts';

describe('routes', () => {
  it('prefer a literal to a parameter', async () => {
    const { calls, get } = await api();
    await get('/items/new');
    await get('/items/7');
    expect(calls).toMatchObject([
      { name: FUNCTION_ARN, event: { routeKey: 'GET /items/new' } },
      { name: FUNCTION_ARN, event: { routeKey: 'GET /items/{id}', pathParameters: { id: '7' } } },
    ]);
  });

  it.each([['/'], ['/item'], ['/items'], ['/items/'], ['/items/7/'], ['/items/7/8'], ['//items/7']])(
    'GET %s is nobody’s: 404 without a call',
    async (path) => {
      const { calls, get } = await api();
      const response = await get(path);
      expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
      expect(calls).toEqual([]);
    },
  );

  it.each([['HEAD'], ['OPTIONS']])('take %s where the template says so, and nowhere else', async (method) => {
    const { calls, get } = await api();
    await get('/items/7', { method });
    expect(calls).toMatchObject([{ event: { routeKey: `${method} /items/{id}`, pathParameters: { id: '7' } } }]);
    expect((await get('/items', { method })).status).toBe(404);
    expect(calls).toHaveLength(1);
  });

  it('answer a method that has no route with 404, too', async () => {
    expect((await (await api()).get('/items/7', { method: 'DELETE' })).status).toBe(404);
  });

  it('decode their parameters, and refuse what cannot be decoded', async () => {
    const { calls, get } = await api();
    await get('/items/a%20b%2Fc');
    expect(calls[0]?.event).toMatchObject({ pathParameters: { id: 'a b/c' } });
    expect((await get('/items/%E0%A4%A')).status).toBe(400);
  });

  it.each([
    ['a greedy path', { More: route('ANY /{proxy+}') }],
    [
      'another authoriser',
      { Jwt: { ...resources.Jwt, Properties: { ...resources.Jwt.Properties, AuthorizerType: 'REQUEST' } } },
    ],
    ['IAM', { More: route('GET /iam', { AuthorizationType: 'AWS_IAM' }) }],
    [
      'an authoriser that is not there',
      { More: route('GET /x', { AuthorizationType: 'JWT', AuthorizerId: 'Nobody' }) },
    ],
  ])('that need %s are refused at the start', (_, more) => {
    expect(() => routesIn(more)).toThrow();
  });
});

describe('the authoriser', () => {
  it('stops whoever has no token', async () => {
    const { calls, get } = await api();
    const response = await get('/guarded');
    expect([response.status, await response.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(calls).toEqual([]);
  });

  it('lets a token in and hands its claims on', async () => {
    const { calls, get, issuer } = await api();
    await get('/guarded', { headers: { authorization: `Bearer ${await issuer.token('viewer')}` } });
    expect(calls[0]?.event).toMatchObject({
      requestContext: { authorizer: { jwt: { claims: { sub: 'viewer', company_id: '1' }, scopes: null } } },
    });
  });
});

describe('a body over the limit', () => {
  it('is refused by its announced length', async () => {
    const { calls, get } = await api();
    const response = await get('/items', { method: 'POST', body: Buffer.alloc(BODY_LIMIT + 1) });
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
    expect(calls).toEqual([]);
  });

  it('is refused while it arrives, when nobody said how long it is', async () => {
    const { calls, url } = await api();
    const sending = httpRequest(`${url}/items`, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
    const answered = new Promise<number | undefined>((resolve) => {
      sending.on('response', (response) => {
        void text(response).then(() => resolve(response.statusCode));
      });
    });
    const chunk = Buffer.alloc(1024 * 1024);
    for (let megabytes = 0; megabytes <= 10; megabytes += 1) sending.write(chunk);
    expect(await answered).toBe(413);
    sending.destroy();
    expect(calls).toEqual([]);
  });

  it('is one byte too long: the limit itself goes through', async () => {
    const { calls, get } = await api();
    await get('/items', { method: 'POST', body: Buffer.alloc(BODY_LIMIT) });
    expect(calls).toHaveLength(1);
  });
});

it('calls no function for a client that has gone before it was let in', async () => {
  const issuer = await openIssuer(join(aFolder(), 'key.json'), ISSUER, () => new Date());
  const gate = Promise.withResolvers<undefined>();
  const asked = Promise.withResolvers<undefined>();
  const gone = Promise.withResolvers<undefined>();
  const keys = async (...given: Parameters<typeof issuer.keys>) => {
    asked.resolve(undefined);
    await gate.promise;
    return issuer.keys(...given);
  };
  const calls: string[] = [];
  const call = async (name: string) => (calls.push(name), { ok: true as const, payload: null });
  const handle = httpApi(routesIn(), keys, { call }, () => ARRIVED);
  const ended = Promise.withResolvers<undefined>();
  const server = await serve(async (request, response) => {
    response.on('close', () => gone.resolve(undefined));
    try {
      await handle(request, response);
    } finally {
      ended.resolve(undefined);
    }
  });
  onTestFinished(() => server.close());
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${await issuer.token('viewer')}` };
  const answered = fetch(`${server.url}/guarded`, { headers, signal: leaving.signal }).catch(() => 'gone');
  await asked.promise;
  leaving.abort();
  expect(await answered).toBe('gone');
  await gone.promise;
  gate.resolve(undefined);
  await ended.promise;
  expect(calls).toEqual([]);
});
