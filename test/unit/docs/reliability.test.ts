import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const exists = (path: string): boolean => existsSync(new URL(path, root));
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const document = read('docs/reliability.md');

/** The cells of the rows of the table that a heading stands over, without its own heading row. */
const tableUnder = (heading: string): string[][] => {
  const [section = ''] = document.split(`\n## ${heading}\n`)[1]?.split('\n## ') ?? [];
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

const filesIn = (text: string): string[] =>
  [...text.matchAll(/`((?:bin|docs|functions|lib|soak|statemachines|test)\/[\w./-]+\.\w+)`/g)].map(
    ([, path = '']) => path,
  );

/** True when a test or a group of tests of that file bears the point in its name. */
const hasTestOf = (point: string, path: string): boolean =>
  new RegExp(`\\(\\s*['"\`][^'"\`\\n]*\\b${point}\\b`).test(read(path));

const points = tableUnder('Crash points');

describe('the crash points', () => {
  it('are fifteen, in order', () => {
    expect(points.map(([point]) => point)).toEqual(
      Array.from({ length: 15 }, (_, index) => `cp${String(index + 1).padStart(2, '0')}`),
    );
  });

  it.each(points)(
    '%s, %s: says what goes on, and a test bears its name',
    (point = '', between, recovery = '', test = '') => {
      expect([between, recovery]).not.toContain('');
      if (test === 'none') expect(recovery).toMatch(/^does not exist yet: \S/);
      else expect(filesIn(test).filter((path) => hasTestOf(point, path))).not.toEqual([]);
    },
  );
});

describe('the alarms', () => {
  it.each(tableUnder('Alarms'))(
    '%s: there is one with a test, or the table says that there is none',
    (_, here = '', test = '') => {
      if (test === 'none') expect(here).toMatch(/^not built/);
      else {
        const name = /`(\w+)`/.exec(here)?.[1] ?? '';
        expect(filesIn(test).filter((path) => read(path).includes('AWS::CloudWatch::Alarm'))).not.toEqual([]);
        expect(name).not.toBe('');
      }
    },
  );
});

it('names no file that is not there', () => {
  const named = [...new Set(filesIn(document))];
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((path) => !exists(path))).toEqual([]);
});

it('names no command that is not there', () => {
  const commands = [...document.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  for (const command of commands) expect(read('package.json')).toContain(`"${command}":`);
});
