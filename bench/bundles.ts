import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { median, type Row } from '#bench/row.ts';
import { bundleFunction, functionNames } from '#lib/bundle.ts';

const ROUNDS = 25;
const EAGER_KB_GOAL = 350;
const INIT_CPU_GOAL = 3.7;

/** What functions parse when they start. Nothing is called. */
const environment = {
  STAGE: 'bench',
  TABLE_NAME: 'ledger',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:bench',
  LOOK_UP_PREFIX: 'send-to-erp-bench-look-up-',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
};

const run = promisify(execFile);

/** Microseconds of CPU, user and system, of a fresh process from its start until the module's handler is ready. */
const initCpu = async (module: string): Promise<number> => {
  const script = `await import(${JSON.stringify(pathToFileURL(module))});
    const { user, system } = process.cpuUsage();
    console.log(user + system);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { env: environment });
  return Number(stdout);
};

/**
 * How much CPU a module costs, compared with an empty one: measured in pairs, one after the other in changing order, because a
 * busy machine slows both members of a pair but not every pair; the median of the pairs' ratios.
 */
const cpuRatio = async (module: string, empty: string): Promise<number> => {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const emptyFirst = round % 2 === 0;
    const first = await initCpu(emptyFirst ? empty : module);
    const second = await initCpu(emptyFirst ? module : empty);
    ratios.push(emptyFirst ? second / first : first / second);
  }
  return median(ratios);
};

/** Size and start of the functions as Lambda gets them. The goals are the API's, which people wait for. */
export const measureBundles = async (): Promise<Row[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'send-to-erp-bench-'));
  try {
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const handler = async () => {};\n');
    const rows: Row[] = [];
    for (const name of functionNames) {
      const { eagerBytes } = await bundleFunction(name, join(folder, name));
      const goal = name === 'api' ? EAGER_KB_GOAL : null;
      rows.push({ what: `code of ${name} that is loaded at its start`, value: eagerBytes / 1000, unit: 'KB', goal });
    }
    const value = await cpuRatio(join(folder, 'api', 'api.mjs'), empty);
    return [...rows, { what: 'CPU to start api / an empty function', value, unit: 'x', goal: INIT_CPU_GOAL }];
  } finally {
    await rm(folder, { recursive: true });
  }
};
