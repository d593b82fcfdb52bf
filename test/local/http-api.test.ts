import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BODY_LIMIT, httpApi } from '#local/http-api/http-api.ts';
import { routesOf } from '#local/http-api/routes.ts';
import { openIssuer } from '#local/issuer.ts';
import type { Json } from '#local/json.ts';
import { AUDIENCE } from '#local/people.ts';
import { serve } from '#local/server.ts';
import { Intrinsics } from '#local/template/intrinsics.ts';
import { readTemplate } from '#local/template/template.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';
import { aFolder } from '#test/local/folders.ts';

const ISSUER = 'http://127.0.0.1:3000/local/oauth';
const ARRIVED = new Date('2026-11-03T08:05:09.123Z');
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:api';

const route = (RouteKey: string, guard: object = { AuthorizationType: 'NONE' }) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { RouteKey, Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] }, ...guard },
});

const resources = {
  Api: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'api.handler' } },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['Api', 'Arn'] },
      PayloadFormatVersion: '2.0',
    },
  },
  Jwt: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: ISSUER, Audience: [AUDIENCE] },
    },
  },
  Item: route('GET /items/{id}'),
  New: route('GET /items/new'),
  Create: route('POST /items'),
  Guarded: route('GET /guarded', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Jwt' } }),
};

const routesIn = (more: object = {}) =>
  routesOf(new Intrinsics(readTemplate(JSON.stringify({ Resources: { ...resources, ...more } })), 'http://api'));

/** The HTTP API of the template above, in front of a function that answers as given. */
const api = async (answer: FunctionAnswer = { ok: true, payload: { statusCode: 200 } }) => {
  const calls: { name: string; event: Json }[] = [];
  const functions = {
    call: async (name: string, event: Json) => {
      calls.push({ name, event });
      return answer;
    },
  };
  const issuer = await openIssuer(join(aFolder(), 'key.json'), ISSUER, () => new Date());
  const server = await serve(httpApi(routesIn(), issuer.keys, functions, () => ARRIVED));
  onTestFinished(() => server.close());
  return { calls, issuer, get: (path: string, init?: RequestInit) => fetch(server.url + path, init), url: server.url };
};

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

describe('events', () => {
  it('have payload format 2.0', async () => {
    const { calls, get } = await api();
    const body = JSON.stringify({ name: 'Straße' });
    const headers = { 'content-type': 'application/json', 'X-Custom': 'One', cookie: 'a=1; b=2', 'user-agent': 'test' };
    await get('/items?a=1&a=2&b=%C3%A4+x&empty=', { method: 'POST', headers, body });
    expect(calls[0]?.event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /items',
      rawPath: '/items',
      rawQueryString: 'a=1&a=2&b=%C3%A4+x&empty=',
      cookies: ['a=1', 'b=2'],
      headers: { 'content-type': 'application/json', 'x-custom': 'One', 'user-agent': 'test' },
      queryStringParameters: { a: '1,2', b: 'ä x', empty: '' },
      requestContext: {
        http: { method: 'POST', path: '/items', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        routeKey: 'POST /items',
        stage: '$default',
        time: '03/Nov/2026:08:05:09 +0000',
        timeEpoch: ARRIVED.getTime(),
      },
      body,
      isBase64Encoded: false,
    });
    expect(calls[0]?.event).not.toHaveProperty('headers.cookie');
    expect(calls[0]?.event).not.toHaveProperty('requestContext.authorizer');
  });

  it('leave out what there is not', async () => {
    const { calls, get } = await api();
    await get('/items/new');
    for (const name of ['cookies', 'queryStringParameters', 'pathParameters', 'body']) {
      expect(calls[0]?.event).not.toHaveProperty(name);
    }
    expect(calls[0]?.event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
  });

  it.each([
    ['text/plain', false],
    ['application/problem+json; charset=utf-8', false],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
  ])('hold a body of %s as base64: %s', async (type, isBase64Encoded) => {
    const { calls, get } = await api();
    await get('/items', { method: 'POST', headers: { 'content-type': type }, body: 'a=b&c' });
    const body = isBase64Encoded ? Buffer.from('a=b&c').toString('base64') : 'a=b&c';
    expect(calls[0]?.event).toMatchObject({ body, isBase64Encoded });
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

describe('answers', () => {
  const ok = (payload: Json): FunctionAnswer => ({ ok: true, payload });

  it('are passed on with status, headers, cookies and body', async () => {
    const payload = { statusCode: 201, headers: { 'X-A': 'b', count: 3 }, cookies: ['a=1', 'b=2'], body: 'ä' };
    const response = await (await api(ok(payload))).get('/items/new');
    expect(response.status).toBe(201);
    expect(response.headers.get('x-a')).toBe('b');
    expect(response.headers.get('count')).toBe('3');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('apigw-requestid')).toMatch(/^[\w-]{36}$/);
    expect(await response.text()).toBe('ä');
  });

  it('are decoded from base64', async () => {
    const body = Buffer.from([0, 255, 1]).toString('base64');
    const response = await (await api(ok({ statusCode: 200, body, isBase64Encoded: true }))).get('/items/new');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255, 1]));
  });

  it('without a status are the body itself, as JSON', async () => {
    const response = await (await api(ok({ hello: 'world' }))).get('/items/new');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.json()).toEqual({ hello: 'world' });
  });

  it.each<[string, FunctionAnswer]>([
    ['a function that failed', { ok: false, errorType: 'Error', errorMessage: 'secret' }],
    ['a status that is none', ok({ statusCode: 'two hundred' })],
    ['a body that is no text', ok({ statusCode: 200, body: { a: 1 } })],
  ])('of %s are a bare 500', async (_, answer) => {
    const response = await (await api(answer)).get('/items/new');
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });
});
