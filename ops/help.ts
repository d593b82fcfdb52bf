import { WrongUsage, type Command, type OfflineCommand } from '#ops/command.ts';

type Commands = Readonly<Record<string, Command | OfflineCommand>>;

const WHERE = '(--stage <stage> | --local)';

/** What stands for what people type. */
const WORDS = [
  '<company>      1',
  '<project>      1/1001',
  '<integration>  1/main',
  '<erp>          xero',
  '<request>      1001-3; where several companies have one of that name 1/1001-3, or 1001-3 --company 1',
];

/** Those of the words that stand in a text. */
const wordsIn = (text: string): string[] => WORDS.filter((line) => text.includes(line.split(' ')[0] ?? ''));

/** How one command is called. */
const helpOf = (name: string, command: Command | OfflineCommand): string[] => {
  const where = 'isOffline' in command ? '' : WHERE;
  const words = ['npm run ops --', name, command.takes, where, '[--yes] [--json]'];
  const named = wordsIn(command.takes).map((line) => `  ${line}`);
  return [`Usage: ${words.filter((word) => word !== '').join(' ')}`, '', `  ${command.does}`, '', ...named];
};

/** How all commands are called, in lines. */
export const usageOf = (commands: Commands): string[] => [
  `Usage: npm run ops -- <command> ${WHERE} [--yes] [--json]`,
  '',
  ...Object.entries(commands).map(([name, { takes, does }]) => `  ${`${name} ${takes}`.trim()}\n      ${does}`),
  '',
  ...WORDS.map((line) => `  ${line}`),
  '',
  'Without --yes a command only says what it would do. "help <command>" is about one of them. See docs/operations.md.',
];

/** Tells how commands are called. */
export const helpOn = (commands: Commands): OfflineCommand => ({
  isOffline: true,
  takes: '[<command>]',
  does: 'how all commands are called, or one of them',
  options: {},
  run: ({ words }) => {
    const asked = words.join(' ');
    const named = Object.entries(commands).filter(([name]) => name === asked || name.startsWith(`${asked} `));
    if (asked !== '' && named.length === 0) throw new WrongUsage(`There is no command "${asked}".`);
    const lines = asked === '' ? usageOf(commands) : named.flatMap(([name, command]) => helpOf(name, command));
    const shown = asked === '' ? Object.entries(commands) : named;
    const facts = { commands: shown.map(([name, { takes, does }]) => ({ name, takes, does })) };
    return Promise.resolve({ outcome: 'done', lines, facts });
  },
});
