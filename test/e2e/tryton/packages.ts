import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Download, installation and the first set-up of the database, on a slow line. */
export const SET_UP_MS = 300_000;

const PACKAGES = [
  'tryton-server',
  'tryton-proteus',
  'tryton-modules-company',
  'tryton-modules-party',
  'tryton-modules-timesheet',
  'tryton-modules-project',
  'tryton-modules-account',
  'tryton-modules-analytic-account',
];

const INSTALLED = [
  '/usr/bin/trytond',
  '/usr/lib/python3/dist-packages/proteus',
  '/usr/lib/python3/dist-packages/trytond/modules/project',
  '/usr/lib/python3/dist-packages/trytond/modules/analytic_account',
];

const isInstalled = (): boolean => INSTALLED.every((path) => existsSync(path));

const install = async (): Promise<void> => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['-qq', 'update'], { env });
  await run('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', ...PACKAGES], { env });
};

const whyNotInstalled = async (): Promise<string | null> => {
  if (isInstalled()) return null;
  if (!existsSync('/usr/bin/apt-get')) return 'it is not installed, and there is no apt-get to install it with';
  if (process.getuid?.() !== 0) return 'it is not installed, and only root can install it';
  try {
    await install();
  } catch (error) {
    return `apt-get could not install it: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
  return isInstalled() ? null : 'this release of Debian does not have all of it';
};

/** Installs Tryton from Debian's packages where that is possible; otherwise says aloud why tests cannot have it. */
export const whyNoTryton = async (): Promise<string | null> => {
  const reason = await whyNotInstalled();
  if (reason !== null) console.warn(`SKIPPED: the tests that need Tryton, because ${reason}.`);
  return reason;
};
