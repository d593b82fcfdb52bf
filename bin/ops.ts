import type { Warn } from '#domain/ports.ts';
import { WrongUsage } from '#ops/command.ts';
import { findDeployment } from '#ops/deployment.ts';
import { readCommandLine, runCommand, usage } from '#ops/run.ts';
import { worldOf } from '#ops/world.ts';

const WRONG_USAGE = 2;
const OUT_OF_REACH = 3;

const warn: Warn = (message, fields) => console.error(message, fields);

const run = async (): Promise<number> => {
  const line = readCommandLine(process.argv.slice(2));
  const deployment = await findDeployment(line.given.options, process.env);
  const { text, exitCode } = await runCommand(line, worldOf(deployment, warn));
  console.log(text);
  return exitCode;
};

try {
  process.exitCode = await run();
} catch (error) {
  const isUsage = error instanceof WrongUsage;
  console.error(error instanceof Error ? error.message : error);
  if (isUsage) console.error(usage());
  process.exitCode = isUsage ? WRONG_USAGE : OUT_OF_REACH;
}
