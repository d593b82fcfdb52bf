import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { serve } from '../../local/server.ts';

const PRISM = join(import.meta.dirname, 'node_modules/@stoplight/prism-cli/dist/index.js');

/** What Prism answers itself, in place of the server behind it. */
const objection = z.object({
  type: z.string().startsWith('https://stoplight.io/prism/errors#'),
  title: z.string(),
  validation: z.array(z.object({ location: z.array(z.string()), message: z.string() })).default([]),
});

/** What Prism objects to in a request, or in the answer to it. */
export const objectionsIn = (text: string): string[] => {
  const { data } = objection.safeParse(text === '' ? null : JSON.parse(text));
  if (data === undefined) return [];
  const faults = data.validation.map(({ location, message }) => `${location.join('.')}: ${message}`);
  return faults.length > 0 ? faults : [data.title];
};

const requestOf = async (incoming: IncomingMessage): Promise<Request> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(z.instanceof(Uint8Array).parse(chunk));
  const { method = 'GET', url = '/', headers } = incoming;
  const body = Buffer.concat(chunks);
  const texts = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return new Request(new URL(url, 'http://127.0.0.1'), {
    method,
    headers: texts,
    ...(method !== 'GET' && { body: body.toString('utf8') }),
  });
};

/** Serves what answers like `fetch`. */
export const serveFetch = (answer: (request: Request) => Promise<Response>) =>
  serve(async (incoming, outgoing) => {
    const response = await answer(await requestOf(incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  });

const freePort = async (): Promise<string> => {
  const server = await serve(() => undefined);
  await server.close();
  return new URL(server.url).port;
};

/** A running Prism. */
export interface Prism {
  readonly url: string;
  stop(): Promise<void>;
}

/** Puts Prism before a server: it lets through only what an OpenAPI document allows, requests and answers. */
export const startPrism = async (document: string, upstream: string): Promise<Prism> => {
  const port = await freePort();
  const options = ['proxy', '--errors', '-h', '127.0.0.1', '-p', port, document, upstream];
  const prism = spawn(process.execPath, [PRISM, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = Promise.withResolvers<undefined>();
  prism.stdout.on('data', (text: Buffer) => {
    if (text.includes('listening')) ready.resolve(undefined);
  });
  prism.once('exit', () => {
    ready.reject(new Error('Prism has ended.'));
  });
  await ready.promise;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const exited = once(prism, 'exit');
      prism.kill();
      await exited;
    },
  };
};
