import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { approversOf } from '#local/people.ts';

const run = promisify(execFile);
const OPS = fileURLToPath(new URL('../bin/ops.ts', import.meta.url));

/**
 * Each office of the company has an integration of its own with the same ERP. An export that is killed holds its place at the
 * ERP for 130 seconds: kills every few seconds would hold all four places of a single integration at all times.
 */
const OFFICES = 25;

/** The office that a project belongs to, by Procore's id. */
export const officeOf = (projectId: number): number => (projectId % OFFICES) + 1;

/** How the ERP of all offices is reached. */
interface Reached {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, string>>;
}

const integrationOf = (office: number, { settings }: Reached) => ({
  id: `office-${office}`,
  name: `Office ${office}`,
  erp: 'tryton',
  is_default: office === 1,
  serves: [{ field: 'office', values: [office] }],
  settings,
  approvers: approversOf(1),
});

/** Puts the offices' integrations into the service that runs on a folder, by the operators' own command. */
export const openOffices = async (dataDir: string, reached: Reached): Promise<void> => {
  const offices = Array.from({ length: OFFICES }, (_, index) => index + 1);
  const file = (name: string): string => join(tmpdir(), `${process.pid}-${name}.json`);
  const [company, credentials] = [file('company'), file('credentials')];
  const integrations = offices.map((office) => integrationOf(office, reached));
  const secrets = offices.map((office) => [`office-${office}`, reached.credentials] as const);
  await writeFile(company, JSON.stringify({ company_id: 1, integrations }));
  await writeFile(credentials, JSON.stringify(Object.fromEntries(secrets)), { mode: 0o600 });
  const args = [OPS, 'integration', 'put', company, '--credentials', credentials, '--local'];
  try {
    await run(process.execPath, args, { env: { ...process.env, DATA_DIR: dataDir } });
  } finally {
    await Promise.all([company, credentials].map((path) => rm(path, { force: true })));
  }
};
