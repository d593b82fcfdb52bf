import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program that tests need from Debian's packages. */
export interface DebianProgram {
  readonly name: string;
  readonly packages: readonly string[];
  /** All there once it is installed. */
  readonly files: readonly string[];
}

const isInstalled = ({ files }: DebianProgram): boolean => files.every((path) => existsSync(path));

const install = async (packages: readonly string[]): Promise<void> => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['-qq', 'update'], { env });
  await run('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', ...packages], { env });
};

const whyNotInstalled = async (program: DebianProgram): Promise<string | null> => {
  if (isInstalled(program)) return null;
  if (!existsSync('/usr/bin/apt-get')) return 'it is not installed, and there is no apt-get to install it with';
  if (process.getuid?.() !== 0) return 'it is not installed, and only root can install it';
  try {
    await install(program.packages);
  } catch (error) {
    return `apt-get could not install it: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
  return isInstalled(program) ? null : 'this release of Debian does not have all of it';
};

/**
 * Installs a program where that is possible; otherwise says aloud why its tests are skipped. On CI nothing may be skipped
 * quietly: there it throws.
 */
export const whyNo = async (program: DebianProgram): Promise<string | null> => {
  const reason = await whyNotInstalled(program);
  if (reason === null) return null;
  const message = `SKIPPED: the tests that need ${program.name}, because ${reason}.`;
  if (process.env['CI']) throw new Error(message);
  console.warn(message);
  return reason;
};
