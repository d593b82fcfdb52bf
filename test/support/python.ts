import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const CACHE = join(import.meta.dirname, '../../node_modules/.cache');

/** A hundred packages, from a registry that may be far. */
const INSTALL_MS = 10 * 60_000;

const folderFor = (requirements: string): string => {
  const mark = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  return join(CACHE, `python-${mark}`);
};

const install = async (requirements: string, folder: string): Promise<void> => {
  if (existsSync(join(folder, 'installed'))) return;
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  const pip = join(folder, 'bin/pip');
  await run(pip, ['install', '--quiet', '--disable-pip-version-check', '-r', requirements], { timeout: INSTALL_MS });
  await run('touch', [join(folder, 'installed')]);
};

/** The tools that a file of requirements lists, or why there are none: Python, its `venv` or its registry may be missing. */
export type Tools = { readonly bin: string } | { readonly missing: string };

/** Installs the tools of a file of requirements, once for each content of it. */
export const pythonTools = async (requirements: string): Promise<Tools> => {
  const folder = folderFor(requirements);
  try {
    await install(requirements, folder);
    return { bin: join(folder, 'bin') };
  } catch (error) {
    const missing = error instanceof Error ? error.message : String(error);
    console.warn(`Skipped: ${missing}`);
    return { missing: missing.split('\n')[0] ?? '' };
  }
};

/** What a tool that works in `folder` says on its standard output, whatever it ends with. Some leave notes where they work. */
export const saidBy = async (tools: Tools, tool: string, args: readonly string[], folder: string): Promise<string> => {
  if ('missing' in tools) throw new Error(tools.missing);
  const options = { cwd: folder, maxBuffer: 2 ** 28, env: { ...process.env, NO_COLOR: '1' } };
  const failed = (error: unknown): { readonly stdout: string } => {
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' && error.stdout !== '')
      return { stdout: error.stdout };
    throw error;
  };
  return (await run(join(tools.bin, tool), args, options).catch(failed)).stdout;
};
