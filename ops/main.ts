import type { Warn } from '#domain/ports.ts';
import { readCommandLine } from '#ops/command-line.ts';
import { WrongUsage } from '#ops/command.ts';
import { commands } from '#ops/commands.ts';
import { findDeployment } from '#ops/deployment.ts';
import { usageOf } from '#ops/help.ts';
import { failed, isOffline, runCommand, runOffline, type Ending } from '#ops/run.ts';
import { worldOf } from '#ops/world.ts';

const warn: Warn = (message, fields) => console.error(message, fields);
const progress = (line: string): void => console.error(line);

const run = async (args: readonly string[]): Promise<Ending> => {
  const line = readCommandLine(args);
  if (isOffline(line.command)) return runOffline(line.command, line);
  const deployment = await findDeployment(line.given.options, process.env);
  return runCommand(line, worldOf(deployment, warn, progress));
};

const endingOf = async (args: readonly string[], json: boolean): Promise<Ending> => {
  try {
    return await run(args);
  } catch (error) {
    const { text, exitCode } = failed(error, json);
    const usage = error instanceof WrongUsage && !json ? ['', ...usageOf(commands)] : [];
    return { text: [text, ...usage].join('\n'), exitCode };
  }
};

/** Runs a command line, prints what came of it, and gives the program's exit code. Programs read standard output alone. */
export const main = async (args: readonly string[]): Promise<number> => {
  const json = args.includes('--json');
  const { text, exitCode } = await endingOf(args, json);
  // People's pipes get results, not complaints.
  if (exitCode > 1 && !json) console.error(text);
  else console.log(text);
  return exitCode;
};
