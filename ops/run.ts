import { WrongUsage, type Command, type OfflineCommand, type Outcome, type Report, type World } from '#ops/command.ts';
import type { CommandLine } from '#ops/command-line.ts';

const WRONG_USAGE = 2;
const OUT_OF_REACH = 3;

const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  done: 0,
  would_do: 0,
  nothing_to_do: 1,
  refused: 1,
  unreadable: WRONG_USAGE,
  healthy: 0,
  at_fault: 1,
};

const HINT = 'Nothing has been changed. With --yes it is done.';

/** What is printed, and the code that the program ends with. */
export interface Ending {
  readonly text: string;
  readonly exitCode: number;
}

/** What is printed of a report. */
export const printed = ({ name, json }: Pick<CommandLine, 'name' | 'json'>, report: Report): string =>
  json
    ? JSON.stringify({ command: name, outcome: report.outcome, ...report.facts })
    : [...report.lines, ...(report.outcome === 'would_do' ? [HINT] : [])].join('\n');

const endingOf = (line: CommandLine, report: Report): Ending => ({
  text: printed(line, report),
  exitCode: EXIT_CODES[report.outcome],
});

/** Runs a command. The exit code is 0 for done, 1 for nothing to do or refused. */
export const runCommand = async (line: CommandLine, world: World): Promise<Ending> =>
  isOffline(line.command) ? runOffline(line.command, line) : endingOf(line, await line.command.run(world, line.given));

/** True for a command that needs no deployment. */
export const isOffline = (command: Command | OfflineCommand): command is OfflineCommand => 'isOffline' in command;

/** Runs a command that needs no deployment. */
export const runOffline = async (command: OfflineCommand, line: CommandLine): Promise<Ending> =>
  endingOf(line, await command.run(line.given));

/** Of several failures, as of the addresses of one host, the first says most. */
const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  if (!(error instanceof Error)) return 'an unknown error';
  return error.message === '' ? error.name : error.message;
};

/** How the program ends when a command did not come to an end: 2 for wrong usage, 3 when something could not be reached. */
export const failed = (error: unknown, json: boolean): Ending => {
  const isUsage = error instanceof WrongUsage;
  const exitCode = isUsage ? WRONG_USAGE : OUT_OF_REACH;
  const message = messageOf(error);
  const text = json ? JSON.stringify({ outcome: isUsage ? 'wrong_usage' : 'out_of_reach', message }) : message;
  return { text, exitCode };
};
