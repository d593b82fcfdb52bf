import { parseArgs } from 'node:util';
import {
  WrongUsage,
  type Command,
  type Given,
  type OptionForms,
  type Outcome,
  type Report,
  type World,
} from '#ops/command.ts';
import { commands } from '#ops/commands.ts';
import { deploymentOptions } from '#ops/deployment.ts';

const common = { ...deploymentOptions, yes: { type: 'boolean' }, json: { type: 'boolean' } } as const;

/** Says what can be typed. */
export const usage = (): string =>
  [
    'Usage: npm run ops -- <command> (--stage <stage> | --local) [--yes] [--json]',
    '',
    ...Object.entries(commands).map(([name, { takes, does }]) => `  ${`${name} ${takes}`.trim()}\n      ${does}`),
    '',
    'Without --yes a command only says what it would do. See docs/operations.md.',
  ].join('\n');

/** A command line, understood. */
export interface CommandLine {
  readonly name: string;
  readonly command: Command;
  readonly given: Given;
  readonly json: boolean;
}

const parse = (
  args: readonly string[],
): { readonly values: Given['options']; readonly positionals: readonly string[] } => {
  const own = Object.values(commands).flatMap((command) => Object.entries(command.options));
  const options: OptionForms = { ...common, ...Object.fromEntries(own) };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
};

/** @throws {WrongUsage} */
export const readCommandLine = (args: readonly string[]): CommandLine => {
  const { values, positionals } = parse(args);
  const [name = '', ...words] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new WrongUsage(name === '' ? 'Name a command.' : `There is no command "${name}".`);
  const stranger = Object.keys(values).find((option) => !(option in common) && !(option in command.options));
  if (stranger !== undefined) throw new WrongUsage(`${name} takes no --${stranger}.`);
  return {
    name,
    command,
    given: { words, options: values, yes: values['yes'] === true },
    json: values['json'] === true,
  };
};

const EXIT_CODES: Readonly<Record<Outcome, number>> = { done: 0, would_do: 0, nothing_to_do: 1, refused: 1 };

const HINTS: Readonly<Record<Outcome, readonly string[]>> = {
  done: [],
  would_do: ['Nothing has been changed. With --yes it is done.'],
  nothing_to_do: [],
  refused: [],
};

/** What is printed of a report. */
export const printed = ({ name, json }: CommandLine, { outcome, lines, facts }: Report): string =>
  json ? JSON.stringify({ command: name, outcome, ...facts }) : [...lines, ...HINTS[outcome]].join('\n');

/** Runs a command. @returns what to print, and the code to exit with: 0 done, 1 nothing to do or refused. */
export const runCommand = async (line: CommandLine, world: World): Promise<{ text: string; exitCode: number }> => {
  const report = await line.command.run(world, line.given);
  return { text: printed(line, report), exitCode: EXIT_CODES[report.outcome] };
};
