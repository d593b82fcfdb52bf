import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { median } from '#bench/row.ts';

/** What all functions parse when they start. Nothing is called. */
const environment = {
  STAGE: 'bench',
  TABLE_NAME: 'ledger',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:bench',
  LOOK_UP_PREFIX: 'send-to-erp-bench-look-up-',
  MAIL_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/bench',
  ERP: 'bench',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
};

const run = promisify(execFile);

/** What the stack gives a function besides. */
export type Reaches = Readonly<Record<string, string>>;

/** Microseconds of CPU, user and system, of a fresh process from its start until the modules are loaded. */
const initCpu = async (modules: readonly string[], reaches: Reaches): Promise<number> => {
  const imports = modules.map((module) => `await import(${JSON.stringify(pathToFileURL(module))});`);
  const script = `${imports.join('\n')}
    const { user, system } = process.cpuUsage();
    console.log(user + system);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...environment, ...reaches },
  });
  return Number(stdout);
};

/**
 * How much CPU modules cost, compared with an empty one: measured in pairs, one after the other in changing order, because a
 * busy machine slows both members of a pair but not every pair; the median of the pairs' ratios.
 */
export const cpuRatio = async (
  modules: readonly string[],
  empty: string,
  rounds: number,
  reaches: Reaches = {},
): Promise<number> => {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const emptyFirst = round % 2 === 0;
    const first = await initCpu(emptyFirst ? [empty] : modules, reaches);
    const second = await initCpu(emptyFirst ? modules : [empty], reaches);
    ratios.push(emptyFirst ? second / first : first / second);
  }
  return median(ratios);
};
