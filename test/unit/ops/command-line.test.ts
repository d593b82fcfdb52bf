import { describe, expect, it } from 'vitest';
import { readCommandLine } from '#ops/command-line.ts';
import { WrongUsage } from '#ops/command.ts';
import { commands } from '#ops/commands.ts';
import { failed, isOffline, runOffline } from '#ops/run.ts';

const help = async (line: string) => {
  const read = readCommandLine(line.split(' '));
  if (!isOffline(read.command)) throw new Error('help needs no deployment');
  return runOffline(read.command, read);
};

describe('the command line', () => {
  it('says nothing but what would be done, unless told yes', () => {
    expect(readCommandLine(['expire', '1001-3', '--by', 'Pat']).given.yes).toBe(false);
    expect(readCommandLine(['expire', '1001-3', '--by', 'Pat', '--dry-run']).given.yes).toBe(false);
    expect(readCommandLine(['expire', '1001-3', '--by', 'Pat', '--yes']).given.yes).toBe(true);
  });

  it.each([
    ['', 'Name a command.'],
    ['sell', 'There is no command "sell".'],
    ['keys', 'There is no command "keys".'],
    ['list --everything', "Unknown option '--everything'"],
    ['list --by Pat', 'list takes no --by.'],
    ['expire 1001-3 --by', 'argument missing'],
    ['expire 1001-3 --yes --dry-run', 'Say --yes or --dry-run, not both.'],
  ])('"%s" is wrong usage: %s', (line, message) => {
    const read = () => readCommandLine(line === '' ? [] : line.split(' '));
    expect(read).toThrow(WrongUsage);
    expect(read).toThrow(message);
  });

  it.each(['help', '--help'])('%s names every command', async (line) => {
    const { text, exitCode } = await help(line);
    expect(exitCode).toBe(0);
    for (const name of Object.keys(commands).filter((each) => each !== 'help')) expect(text).toContain(`\n  ${name}`);
  });

  it.each(['help keys rotate', 'keys rotate --help'])('%s is about one', async (line) => {
    const { text } = await help(line);
    expect(text).toMatch(/^Usage: npm run ops -- keys rotate \[--anyway\] \(--stage <stage> \| --local\)/);
    expect(text).not.toContain('redrive');
  });

  it('tells about all of a kind, and of none that there is not', async () => {
    const { text } = await help('help erp');
    expect(text).toContain('erp pause');
    expect(text).toContain('erp resume');
    await expect(help('help sell')).rejects.toThrow('There is no command "sell".');
  });
});

describe('a command that did not come to an end', () => {
  it('ends with 2 for wrong usage, and with 3 when something could not be reached, for programs as well', () => {
    expect(failed(new WrongUsage('Name a command.'), false)).toEqual({ text: 'Name a command.', exitCode: 2 });
    expect(JSON.parse(failed(new WrongUsage('Name a command.'), true).text)).toEqual({
      outcome: 'wrong_usage',
      message: 'Name a command.',
    });
    expect(JSON.parse(failed(new Error('not authorized'), true).text)).toEqual({
      outcome: 'out_of_reach',
      message: 'not authorized',
    });
  });

  it('says why, also where the error itself says nothing', () => {
    const refused = new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')], '');
    expect(failed(refused, false)).toEqual({ text: 'connect ECONNREFUSED 127.0.0.1:1', exitCode: 3 });
    const nameless = new Error('');
    nameless.name = 'TimeoutError';
    expect(failed(nameless, false).text).toBe('TimeoutError');
  });
});
