import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Answers one request, at once or later. What it throws becomes a 500. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A request as far as services of AWS look at it; its body may have arrived before. */
export type Arrived = Readable & Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** Answers requests to a service of AWS, as {@link Handle} does. */
export type ServiceHandle = (request: Arrived, response: ServerResponse) => void | Promise<void>;

/** A server on this machine only. */
export interface LocalServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Lets a server listen on 127.0.0.1; port 0 takes a free one.
 * @throws the system's error, such as EADDRINUSE.
 */
export const open = async (server: Server, port = 0): Promise<LocalServer> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      server.close((error) => {
        if (error) reject(error);
        else resolve(undefined);
      });
      server.closeAllConnections();
      return promise;
    },
  };
};

/** How long one client may take what others could have, in milliseconds; and bytes. What takes more is ended with 408 or 431. */
export interface Limits {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
  readonly maxHeaderSize: number;
}

const LIMITS: Limits = {
  // They come in one piece; who sends them byte by byte only wants to keep the connection.
  headersTimeout: 10_000,
  // The HTTP API gives up on anything after so long; 10 MB take less on 3 Mbit/s. Node's own limit is five minutes.
  requestTimeout: 30_000,
  // Node looks every 30 seconds only, so that 10 would become 40.
  connectionsCheckingInterval: 1_000,
  // What the HTTP API takes of headers and address.
  maxHeaderSize: 10_240,
};

/** True when the client has gone: nobody waits for the answer any more. */
export const isAbandoned = (response: ServerResponse): boolean => response.destroyed;

/** Calls `handle` for a request, and answers 500 when it fails. A request whose client has gone fails in silence. */
export const answer = async (handle: Handle, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    await handle(request, response);
  } catch (error) {
    if (isAbandoned(response)) return;
    console.error(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
};

/** Serves requests on 127.0.0.1, as {@link open} does. */
export const serve = (handle: Handle, port = 0, limits = LIMITS): Promise<LocalServer> =>
  open(
    createServer({ ...limits }, (request, response) => void answer(handle, request, response)),
    port,
  );

/**
 * The whole body; null as soon as it is known to be longer than `limit` bytes: by what is announced, before a byte of it has come,
 * or by what comes. What follows then is dropped, not kept, for as long as a request may take.
 * @throws {Error} when the client goes away before.
 */
export const readBody = async (request: Arrived, limit = Infinity): Promise<Buffer | null> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    request.resume();
    return null;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  // The answer goes over the same socket, so leaving the loop must not destroy it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Buffer)) throw new Error('Somebody set an encoding on the request.');
    length += chunk.length;
    if (length > limit) {
      request.resume();
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
