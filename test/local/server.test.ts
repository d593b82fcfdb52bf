import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { isAbandoned, readBody, serve, type Handle, type Limits } from '#local/server.ts';

const LIMIT = 1_000;
const IMPATIENT: Limits = {
  headersTimeout: 40,
  requestTimeout: 80,
  connectionsCheckingInterval: 10,
  maxHeaderSize: 10_240,
};

const complaints: unknown[][] = [];
beforeEach(() => {
  complaints.length = 0;
  vi.spyOn(console, 'error').mockImplementation((...words) => void complaints.push(words));
});
afterEach(() => vi.restoreAllMocks());

/** Answers with the number of bytes that came, or 413; notes what became of each request. */
const counting = async (limits?: Limits) => {
  const ends: string[] = [];
  const handle: Handle = async (request, response) => {
    try {
      const body = await readBody(request, LIMIT);
      ends.push(body === null ? 'too large' : `${body.length} bytes`);
      response.writeHead(body === null ? 413 : 200);
      response.end(String(body?.length));
    } catch (error) {
      ends.push(isAbandoned(response) ? 'abandoned' : 'broken');
      throw error;
    }
  };
  const server = await serve(handle, 0, limits);
  onTestFinished(() => server.close());
  const open = async (): Promise<Socket> => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  return { ends, open };
};

const post = (...headers: string[]) => ['POST / HTTP/1.1', 'Host: here', ...headers, '', ''].join('\r\n');
/** What comes back until the server ends the connection. */
const allOf = (socket: Socket) => text(socket);
const firstOf = async (socket: Socket) => String((await once(socket, 'data'))[0]);

describe('a client that is slow', () => {
  it('with its headers is ended with 408', async () => {
    const { ends, open } = await counting(IMPATIENT);
    const socket = await open();
    socket.write('POST / HTTP/1.1\r\nHost: he');
    expect(await allOf(socket)).toMatch(/^HTTP\/1.1 408 /);
    expect(ends).toEqual([]);
  });

  it('with its body is ended with 408, and nothing is made of what came of it', async () => {
    const { ends, open } = await counting(IMPATIENT);
    const socket = await open();
    socket.write(`${post('Content-Length: 100')}half`);
    expect(await allOf(socket)).toMatch(/^HTTP\/1.1 408 /);
    await expect.poll(() => ends).toEqual(['abandoned']);
    expect(complaints).toEqual([]);
  });

  it('with a body that was refused already does not keep the connection', async () => {
    const { ends, open } = await counting(IMPATIENT);
    const socket = await open();
    socket.write(`${post(`Content-Length: ${LIMIT + 1}`)}half`);
    expect(await allOf(socket)).toMatch(/^HTTP\/1.1 413 /);
    expect(ends).toEqual(['too large']);
  });
});

describe('a client that lies about the length of its body', () => {
  it('is refused by what it announces, before a byte has come', async () => {
    const { ends, open } = await counting();
    const socket = await open();
    socket.write(post(`Content-Length: ${LIMIT + 1}`));
    expect(await firstOf(socket)).toMatch(/^HTTP\/1.1 413 /);
    expect(ends).toEqual(['too large']);
  });

  it('gets no more read than it announced: the rest is no request', async () => {
    const { ends, open } = await counting();
    const socket = await open();
    socket.write(`${post('Content-Length: 4')}four and much more`);
    expect(await allOf(socket)).toContain('HTTP/1.1 400 ');
    expect(['4 bytes', 'abandoned']).toEqual(expect.arrayContaining(ends));
  });

  it('by two lengths at once is not listened to', async () => {
    const { ends, open } = await counting();
    const socket = await open();
    socket.write(`${post('Content-Length: 4', 'Transfer-Encoding: chunked')}4\r\nfour\r\n0\r\n\r\n`);
    expect(await allOf(socket)).toMatch(/^HTTP\/1.1 400 /);
    expect(ends).toEqual([]);
  });
});

it('headers beyond what the HTTP API takes are refused with 431', async () => {
  const { ends, open } = await counting();
  const socket = await open();
  socket.write(post(`X-Much: ${'x'.repeat(10_240)}`));
  expect(await allOf(socket)).toMatch(/^HTTP\/1.1 431 /);
  expect(ends).toEqual([]);
});

it('a client that goes away in the middle is no fault of ours: nothing is logged', async () => {
  const { ends, open } = await counting();
  const socket = await open();
  socket.write(`${post('Content-Length: 100')}half`);
  socket.destroy();
  await expect.poll(() => ends).toEqual(['abandoned']);
  expect(complaints).toEqual([]);
});
