import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { CannotStart } from '#local/failure.ts';

/**
 * Runs a script of this folder in a process of its own and gives what it prints. Its memory goes with it.
 * @throws {CannotStart} with what it complained of.
 */
const run = async (script: string, argument: string, stopped: AbortSignal): Promise<string> => {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, argument], { stdio: ['ignore', 'pipe', 'pipe'] });
  stopped.addEventListener('abort', () => child.kill());
  const [printed, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode === 0) return printed;
  throw new CannotStart(complaints.trim() || `${script} ended with status ${child.exitCode}.`);
};

/**
 * Synthesises the template of a stage and builds all functions into a folder, both at once.
 * @returns the template's text.
 * @throws {CannotStart} with what is wrong. Both have ended then: nobody writes into the folder any more.
 */
export const prepare = async (stage: object, bundles: string): Promise<string> => {
  const stopping = new AbortController();
  const runs = [
    run('synthesise.ts', JSON.stringify(stage), stopping.signal),
    run('bundle.ts', bundles, stopping.signal),
  ] as const;
  try {
    const [template] = await Promise.all(runs);
    return template;
  } catch (first) {
    stopping.abort();
    await Promise.allSettled(runs);
    throw first;
  }
};
