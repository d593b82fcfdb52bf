import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ErpError } from '#erp/connector.ts';
import { callErp, errorOfStatus, jsonBody, parseAnswer, type ErpRequest } from '#erp/http.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/` : '';
};

const request = (url: string, writes: boolean): ErpRequest => ({
  method: 'POST',
  url,
  headers: { ...jsonBody({ a: 1 }).headers, Authorization: 'Session c2VjcmV0' },
  body: jsonBody({ a: 1 }).body,
  writes,
  timeoutMs: 100,
});

const kindOf = async (url: string, writes: boolean): Promise<string> => {
  const error: unknown = await callErp(fetch, request(url, writes)).catch((reason: unknown) => reason);
  return error instanceof ErpError ? error.kind : `no ErpError: ${String(error)}`;
};

describe('callErp', () => {
  it('posts JSON and gives the answer, of whatever status', async () => {
    let seen: unknown;
    const url = await serve((incoming, outgoing) => {
      seen = { method: incoming.method, type: incoming.headers['content-type'], auth: incoming.headers.authorization };
      outgoing.writeHead(418).end('short and stout');
    });
    expect(await callErp(fetch, request(url, true))).toMatchObject({
      status: 418,
      retryAfterSeconds: null,
      text: 'short and stout',
    });
    expect(seen).toEqual({ method: 'POST', type: 'application/json', auth: 'Session c2VjcmV0' });
  });

  it.each([
    ['never answers', () => undefined],
    ['sends half an answer', (_, outgoing) => void outgoing.write('half')],
    ['breaks the connection', (_, outgoing) => void outgoing.destroy()],
    ['breaks off in the answer', (_, outgoing) => void outgoing.writeHead(200, { 'content-length': 9 }).write('x', () => outgoing.destroy())], // prettier-ignore
  ] satisfies [string, RequestListener][])('of an ERP that %s knows nothing after a write', async (_, listener) => {
    const url = await serve(listener);
    expect([await kindOf(url, false), await kindOf(url, true)]).toEqual(['temporary', 'unknown_outcome']);
  });

  it('knows that nothing was written when nobody listens or nobody has the name', async () => {
    const url = await serve(() => undefined);
    for (const close of closers.splice(0)) close();
    expect(await kindOf(url, true)).toBe('temporary');
    expect(await kindOf('http://erp.invalid/', true)).toBe('temporary');
  });

  it('does not follow redirects', async () => {
    const url = await serve((_, outgoing) => void outgoing.writeHead(302, { location: '/elsewhere' }).end());
    expect((await callErp(fetch, request(url, true))).status).toBe(302);
  });
});

describe('Retry-After', () => {
  const date = 'Wed, 25 Nov 2026 12:00:00 GMT';

  it.each([
    ['120', 120],
    ['0', 0],
    ['Wed, 25 Nov 2026 12:02:30 GMT', 150],
    ['Wed, 25 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['', null],
  ])('%j is %s seconds, by the clock of the ERP', async (given, seconds) => {
    const url = await serve((_, outgoing) => void outgoing.writeHead(429, { 'retry-after': given, date }).end());
    const answer = await callErp(fetch, request(url, true));
    expect(answer.retryAfterSeconds).toBe(seconds);
    expect(errorOfStatus(answer, true)).toMatchObject({ kind: 'temporary', retryAfterSeconds: seconds });
  });
});

describe('errorOfStatus', () => {
  it.each([
    [301, 'refused', 'refused'],
    [400, 'refused', 'refused'],
    [401, 'unauthorized', 'unauthorized'],
    [403, 'refused', 'refused'],
    [404, 'refused', 'refused'],
    [408, 'temporary', 'temporary'],
    [423, 'temporary', 'temporary'],
    [429, 'temporary', 'temporary'],
    [500, 'temporary', 'unknown_outcome'],
    [502, 'temporary', 'unknown_outcome'],
    [503, 'temporary', 'temporary'],
    [504, 'temporary', 'unknown_outcome'],
  ])('%i: after a read %s, after a write %s', (status, afterRead, afterWrite) => {
    const answer = { status, retryAfterSeconds: null };
    expect([errorOfStatus(answer, false).kind, errorOfStatus(answer, true).kind]).toEqual([afterRead, afterWrite]);
  });
});

describe('parseAnswer', () => {
  const schema = z.object({ id: z.int() });

  it('reads what fits', () => {
    expect(parseAnswer(schema, '{"id": 3, "more": 1}', true)).toEqual({ id: 3 });
  });

  it.each(['', '<html>', '{"id": "3"}', 'null'])('%j is no answer: a read can be repeated, a write is open', (text) => {
    expect(() => parseAnswer(schema, text, false)).toThrow(expect.objectContaining({ kind: 'temporary' }));
    expect(() => parseAnswer(schema, text, true)).toThrow(expect.objectContaining({ kind: 'unknown_outcome' }));
  });
});
