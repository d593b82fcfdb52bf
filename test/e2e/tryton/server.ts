import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import {
  configure,
  DATABASE,
  goldenDatabase,
  PASSWORD,
  systemEnvironment,
  USER,
} from '#test/e2e/tryton/golden-database.ts';

/** A Tryton server of this test's own. */
export interface Tryton {
  /** URL of the database, as the connector's settings want it. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Calls a remote procedure beside the connector and gives the result. @throws {Error} with Tryton's error */
  ask(method: string, ...params: unknown[]): Promise<unknown>;
  /** SIGSTOP: connections are still accepted, but nothing is answered until `resume`. */
  pause(): void;
  resume(): void;
  /** SIGKILL, in whatever it does, and a new start on the same files and port. */
  restart(): Promise<void>;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

/** Tryton starts within a second; ten times that on a busy machine. */
const START_WITHIN_MS = 10_000;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was assigned.');
  return address.port;
};

const post = (url: string, method: string, params: readonly unknown[], headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ id: 1, method, params }),
  });

const loginResult = z.tuple([z.int(), z.string()]);

const sessionOf = (login: unknown): string => {
  const [userId, key] = loginResult.parse(login);
  return `Session ${Buffer.from(`${USER}:${userId}:${key}`).toString('base64')}`;
};

const untilAnswering = async (child: ChildProcess, origin: string, log: string): Promise<void> => {
  const deadline = Date.now() + START_WITHIN_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await post(origin, 'common.server.version', []).catch(() => null);
    if (answer?.ok) return;
    await delay(50);
  }
  throw new Error(`Tryton did not start:\n${await readFile(log, 'utf8')}`);
};

/**
 * Starts a real Tryton 6.0 on 127.0.0.1 with a company and an empty list of jobs. Check {@link whyNoTryton} first.
 * `sessionMaxAge` is how many seconds a session lives; Tryton's own default is 30 days.
 */
export const startTryton = async ({ sessionMaxAge = 2_592_000 } = {}): Promise<Tryton> => {
  const folder = await mkdtemp(join(tmpdir(), 'send-to-erp-tryton-run-'));
  await copyFile(await goldenDatabase(), join(folder, `${DATABASE}.sqlite`));
  const origin = `http://127.0.0.1:${await freePort()}/`;
  const listen = ['[web]', `listen = ${new URL(origin).host}`];
  await configure(folder, [...listen, '[session]', `max_age = ${sessionMaxAge}`]);
  const log = join(folder, 'trytond.log');
  const output = await open(log, 'a');
  const launch = (): ChildProcess =>
    spawn('/usr/bin/trytond', { env: systemEnvironment(folder), stdio: ['ignore', output.fd, output.fd] });
  let child = launch();
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await ended;
  };
  const stop = async (): Promise<void> => {
    await end('SIGTERM');
    process.off('exit', kill);
    await output.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilAnswering(child, origin, log);
  } catch (error) {
    await stop();
    throw error;
  }

  const url = `${origin}${DATABASE}/`;
  let session = '';
  const ask = async (method: string, ...params: unknown[]): Promise<unknown> => {
    const response = await post(url, method, params, { Authorization: session });
    if (response.status === 401 && method !== 'common.db.login') {
      session = sessionOf(await ask('common.db.login', USER, { password: PASSWORD }, 'en'));
      return ask(method, ...params);
    }
    const answer: unknown = await response.json();
    if (typeof answer === 'object' && answer !== null && 'result' in answer) return answer.result;
    throw new Error(`Tryton refused ${method}: ${JSON.stringify(answer)}`);
  };
  return {
    url,
    user: USER,
    password: PASSWORD,
    ask,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    restart: async () => {
      await end('SIGKILL');
      child = launch();
      await untilAnswering(child, origin, log);
    },
    stop,
  };
};
