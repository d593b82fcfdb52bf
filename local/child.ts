import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CannotStart } from '#local/failure.ts';

const PROGRAM = fileURLToPath(new URL('../bin/local.ts', import.meta.url));

/** The local cloud in a process of its own. */
export interface Child {
  readonly url: string;
  readonly pid: number;
  /** What it printed so far, line by line. */
  readonly printed: readonly string[];
  /** What it complained of so far, line by line. */
  readonly complaints: readonly string[];
  /** Sends a signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/**
 * Starts the local cloud as `npm start` does, and waits until it takes requests. `variables` come on top of this process's own.
 * @throws {CannotStart} with what it complained of when it ends before.
 */
export const startChild = async (variables: Readonly<Record<string, string>>): Promise<Child> => {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const printed: string[] = [];
  const complaints: string[] = [];
  createInterface(child.stderr).on('line', (line) => complaints.push(line));
  const { promise: ready, resolve } = Promise.withResolvers<string>();
  createInterface(child.stdout).on('line', (line) => {
    printed.push(line);
    const url = /ready: (http\S+)/.exec(line)?.[1];
    if (url !== undefined) resolve(url);
  });
  const url = await Promise.race([ready, ended.then(() => null)]);
  if (url === null || child.pid === undefined) throw new CannotStart(complaints.join('\n'));
  return {
    url,
    pid: child.pid,
    printed,
    complaints,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
};
