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
const dryRun = { 'dry-run': { type: 'boolean' } } as const;

/** Says what can be typed. */
export const usage = (): string =>
  [
    'Usage: npm run ops -- <command> (--stage <stage> | --local) [--yes] [--json]',
    '',
    ...Object.entries(commands).map(([name, { takes, does }]) => `  ${`${name} ${takes}`.trim()}\n      ${does}`),
    '',
    'Without --yes a command only says what it would do; integration put does it, unless told --dry-run. See docs/operations.md.',
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
  const options: OptionForms = { ...common, ...dryRun, ...Object.fromEntries(own) };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
};

/** The command that the first words name, and the words after it. @throws {WrongUsage} */
const commandIn = (words: readonly string[]): Omit<CommandLine, 'given' | 'json'> & { words: readonly string[] } => {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command !== undefined) return { name, command, words: words.slice(length) };
  }
  const [first = '', second] = words;
  const isHalf = Object.keys(commands).some((name) => name.startsWith(`${first} `));
  const typed = isHalf && second !== undefined ? `${first} ${second}` : first;
  throw new WrongUsage(typed === '' ? 'Name a command.' : `There is no command "${typed}".`);
};

/** @throws {WrongUsage} */
export const readCommandLine = (args: readonly string[]): CommandLine => {
  const { values, positionals } = parse(args);
  const { name, command, words } = commandIn(positionals);
  const taken = { ...common, ...(command.actsUnasked && dryRun), ...command.options };
  const stranger = Object.keys(values).find((option) => !(option in taken));
  if (stranger !== undefined) throw new WrongUsage(`${name} takes no --${stranger}.`);
  const yes = command.actsUnasked ? values['dry-run'] !== true : values['yes'] === true;
  return { name, command, given: { words, options: values, yes }, json: values['json'] === true };
};

const EXIT_CODES: Readonly<Record<Outcome, number>> = { done: 0, would_do: 0, nothing_to_do: 1, refused: 1 };

const hint = ({ actsUnasked }: Command): string =>
  `Nothing has been changed. ${actsUnasked ? 'Without --dry-run' : 'With --yes'} it is done.`;

/** What is printed of a report. */
export const printed = ({ name, command, json }: CommandLine, { outcome, lines, facts }: Report): string =>
  json
    ? JSON.stringify({ command: name, outcome, ...facts })
    : [...lines, ...(outcome === 'would_do' ? [hint(command)] : [])].join('\n');

/** Runs a command. @returns what to print, and the code to exit with: 0 done, 1 nothing to do or refused. */
export const runCommand = async (line: CommandLine, world: World): Promise<{ text: string; exitCode: number }> => {
  const report = await line.command.run(world, line.given);
  return { text: printed(line, report), exitCode: EXIT_CODES[report.outcome] };
};
