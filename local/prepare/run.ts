import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CannotStart } from '#local/failure.ts';

/** Runs a script of this folder in a process of its own and gives what it prints. Its memory goes with it. */
const run = async (script: string, argument: string): Promise<string> => {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, argument], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode === 0) return printed;
  throw new CannotStart(complaints.trim() || `${script} ended with status ${child.exitCode}.`);
};

/** The template of a stage. @throws {CannotStart} with what is wrong with the stage. */
export const synthesised = (stage: object): Promise<string> => run('synthesise.ts', JSON.stringify(stage));

/** Builds all functions into a folder. @throws {CannotStart} with what does not build. */
export const bundled = async (folder: string): Promise<void> => {
  await run('bundle.ts', folder);
};
