import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const COMPANY_SCRIPT = join(import.meta.dirname, 'company.py');
const MODULES = ['project', 'analytic_account'];

/** The database's name, which is the path of its URL. */
export const DATABASE = 'erp';

/** Whom company.py makes. */
export const USER = 'connector';

/** A test value, on 127.0.0.1 only. Tryton refuses passwords that are short or repeat themselves. */
export const PASSWORD = 'Xk7-bridge-4Qz';

/** Debian's own Python: another one on the PATH does not see Tryton. */
export const systemEnvironment = (folder: string): NodeJS.ProcessEnv => ({
  PATH: '/usr/bin:/bin',
  TRYTOND_CONFIG: join(folder, 'trytond.conf'),
  TRYTONPASSFILE: join(folder, 'admin-password'),
});

/** Writes Tryton's configuration into the folder that also holds its database. */
export const configure = async (folder: string, lines: readonly string[]): Promise<void> => {
  const database = ['[database]', 'uri = sqlite://', `path = ${folder}`];
  await writeFile(join(folder, 'trytond.conf'), [...database, ...lines, ''].join('\n'));
};

const build = async (folder: string): Promise<void> => {
  await configure(folder, []);
  await writeFile(join(folder, 'admin-password'), PASSWORD);
  await writeFile(join(folder, `${DATABASE}.sqlite`), '');
  const options = { env: systemEnvironment(folder) };
  await run('trytond-admin', ['-d', DATABASE, '--all', '--email', 'admin@example.invalid'], options);
  await run('trytond-admin', ['-d', DATABASE, '-u', ...MODULES, '--activate-dependencies'], options);
  await run('/usr/bin/python3', [COMPANY_SCRIPT, DATABASE, join(folder, 'trytond.conf'), PASSWORD], options);
};

/** The golden database depends on Tryton's version and on these two files. */
const fingerprint = async (): Promise<string> => {
  const version = await run('dpkg-query', ['-W', '-f', '${Version}', 'tryton-server']);
  const sources = await Promise.all([import.meta.filename, COMPANY_SCRIPT].map((path) => readFile(path)));
  return createHash('sha256').update(version.stdout).update(Buffer.concat(sources)).digest('hex').slice(0, 12);
};

/** Path of a database with a company in it, made once (about 12 s) and kept for later runs. Copy it, never open it. */
export const goldenDatabase = async (): Promise<string> => {
  const folder = join(tmpdir(), `send-to-erp-tryton-${await fingerprint()}`);
  const path = join(folder, `${DATABASE}.sqlite`);
  if (existsSync(path)) return path;
  const draft = await mkdtemp(`${folder}-`);
  await build(draft);
  // Whoever builds at the same time builds the same: the first to finish wins.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
  return path;
};
