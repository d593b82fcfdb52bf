import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Json } from '#local/json.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';
import { api, ARRIVED } from '#test/local/http-api-world.ts';

/** Every byte that comes back: clients hide a body that must not be there. */
const rawAnswer = async (url: string, line: string): Promise<string> => {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  return text(socket);
};

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

  it('set several cookies while they send a browser elsewhere', async () => {
    const cookies = ['session=a; Path=/approvals; HttpOnly; SameSite=Lax', 'old=; Max-Age=0'];
    const payload = { statusCode: 303, headers: { location: '/approvals/x' }, cookies };
    const response = await (await api(ok(payload))).get('/items/new', { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/approvals/x']);
    expect(response.headers.getSetCookie()).toEqual(cookies);
  });

  it('to HEAD have headers and no body, whatever the function gave', async () => {
    const { url } = await api(ok({ statusCode: 200, headers: { 'content-type': 'text/html' }, body: '<p>page</p>' }));
    const raw = await rawAnswer(url, 'HEAD /items/7');
    expect(raw).toContain('HTTP/1.1 200 OK');
    expect(raw).toContain('content-type: text/html');
    expect(raw.split('\r\n\r\n')).toEqual([expect.any(String), '']);
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
