import { parseArgs } from 'node:util';
import { WrongUsage, type Command, type Given, type OfflineCommand, type OptionForms } from '#ops/command.ts';
import { commands } from '#ops/commands.ts';
import { deploymentOptions } from '#ops/deployment.ts';

const common = {
  ...deploymentOptions,
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** A command line, understood. */
export interface CommandLine {
  readonly name: string;
  readonly command: Command | OfflineCommand;
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

/** The command that the first words name, and the words after it. @throws {WrongUsage} */
const commandIn = (words: readonly string[]): Pick<CommandLine, 'name' | 'command'> & { words: readonly string[] } => {
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
  const { name, command, words } = commandIn(values['help'] === true ? ['help', ...positionals] : positionals);
  const taken = { ...common, ...command.options };
  const stranger = Object.keys(values).find((option) => !(option in taken));
  if (stranger !== undefined) throw new WrongUsage(`${name} takes no --${stranger}.`);
  if (values['yes'] === true && values['dry-run'] === true) {
    throw new WrongUsage('Say --yes or --dry-run, not both.');
  }
  return {
    name,
    command,
    given: { words, options: values, yes: values['yes'] === true },
    json: values['json'] === true,
  };
};
