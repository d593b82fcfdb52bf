import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { contractPath } from './contracts.ts';

const PRISM = join(import.meta.dirname, 'node_modules/.bin/prism');
const CONTRACT = 'business-central/BCOAS1.0.yaml';

const address = z.object({ port: z.int() });

const listen = async (serve: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, origin: `http://127.0.0.1:${address.parse(server.address()).port}` };
};

/** A port that was free a moment ago: Prism takes no 0. */
const freePort = async (): Promise<number> => {
  const { server } = await listen(() => undefined);
  const { port } = address.parse(server.address());
  server.close();
  await once(server, 'close');
  return port;
};

const requestOf = async (incoming: IncomingMessage, origin: string): Promise<Request> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(z.instanceof(Buffer).parse(chunk));
  const headers = Object.entries(incoming.headers).filter(
    (header): header is [string, string] => typeof header[1] === 'string',
  );
  const body = Buffer.concat(chunks).toString();
  return new Request(new URL(incoming.url ?? '/', origin), {
    method: incoming.method ?? 'GET',
    headers,
    ...(body !== '' && { body }),
  });
};

/** Prism between a client and the double: it refuses requests, and answers of the double, that Microsoft's contract does not know. */
export interface Prism {
  readonly origin: string;
  stop(): Promise<void>;
}

/** `basePath`: what the double has before the contract's own paths. `answer`: the double. */
export const startPrism = async (basePath: string, answer: (request: Request) => Promise<Response>): Promise<Prism> => {
  const { server, origin } = await listen((incoming, outgoing) => {
    void requestOf(incoming, origin)
      .then(answer)
      .then(async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
      });
  });
  const port = await freePort();
  const options = ['proxy', '--errors', '-h', '127.0.0.1', '-p', String(port)];
  const prism = spawn(process.execPath, [PRISM, ...options, contractPath(CONTRACT), `${origin}${basePath}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    prism.once('exit', () => {
      reject(new Error('Prism ended before it listened.'));
    });
    // Read to the end: Prism dies of a pipe that nobody reads.
    prism.stdout.on('data', (chunk) => {
      if (String(chunk).includes('Prism is listening')) resolve();
    });
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      prism.kill();
      if (prism.exitCode === null && prism.signalCode === null) await once(prism, 'exit');
      server.closeAllConnections();
      server.close();
    },
  };
};
