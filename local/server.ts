import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';

/** Answers one request, at once or later. What it throws becomes a 500. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

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

/** Calls `handle` for a request, and answers 500 when it fails. */
export const answer = async (handle: Handle, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    await handle(request, response);
  } catch (error) {
    console.error(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
};

/** Serves requests on 127.0.0.1, as {@link open} does. */
export const serve = (handle: Handle, port = 0): Promise<LocalServer> =>
  open(
    createServer((request, response) => void answer(handle, request, response)),
    port,
  );

/** The whole body; null as soon as it is known to be longer than `limit` bytes. What follows then is dropped, not kept. */
export const readBody = async (request: IncomingMessage, limit = Infinity): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let length = Number(request.headers['content-length'] ?? 0) > limit ? Infinity : 0;
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
