import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const exists = (path: string): boolean => existsSync(new URL(path, root));
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const document = read('docs/threat-model.md');

/** The cells of the table rows whose first cell is like `first`. */
const rowsOf = (first: RegExp): string[][] =>
  document
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([cell = '']) => first.test(cell));

const FILE = /`((?:\.ci|bench|bin|docs|functions|lib|local|statemachines|test)\/[\w./-]+|[\w.-]+\.(?:json|md|mjs))`/g;
const filesIn = (text: string): string[] => [...text.matchAll(FILE)].map(([, path = '']) => path);

/** True when a test or a group of tests of that file bears the number in its name. */
const hasTestOf = (id: string, path: string): boolean =>
  new RegExp(`\\(\\s*['"\`][^'"\`\\n]*\\b${id}\\b`).test(read(path));

const numbered = (prefix: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${prefix}${from + index}`);

/** The attack cases against approval links; the numbers that are missing were never given out. */
const ATTACKS = [
  'T01 T02 T04 T05 T06 T08 T09 T10',
  'T11 T12 T13 T14 T15 T16 T17 T18 T19 T20 T21',
  'T22 T23 T24 T25 T27 T28 T29 T30 T33 T34',
  'T36 T37 T39 T40 T41 T42 T43 T44',
  'T45 T46 T47 T48 T50 T51 T52 T54',
  'T55 T57 T58 T59 T60 T61 T62 T63 T64 T65',
].flatMap((line) => line.split(' '));

/** What the service has to say something about: the items of OWASP ASVS 5.0 that concern links and decisions. */
const REQUIREMENTS = [
  ...['1.2.1', '1.2.10', '1.3.11'],
  ...numbered('2.3.', 1, 5),
  ...numbered('3.4.', 1, 8),
  ...numbered('3.5.', 1, 3),
  ...['3.7.2', '4.1.4'],
  ...numbered('6.5.', 1, 5),
  '6.6.2',
  ...numbered('7.2.', 1, 4),
  ...numbered('8.2.', 1, 4),
  ...numbered('8.3.', 1, 3),
  '8.4.1',
  ...numbered('9.1.', 1, 3),
  ...numbered('9.2.', 1, 4),
  ...['11.2.2', '13.1.3', '14.2.1', '14.3.2'],
  ...numbered('15.3.', 1, 7),
  '15.4.2',
  '16.1.1',
  ...numbered('16.2.', 1, 5),
  ...numbered('16.3.', 1, 4),
  ...numbered('16.4.', 1, 3),
  ...numbered('16.5.', 1, 4),
];

const attacks = rowsOf(/^T\d/);
const requirements = rowsOf(/^\d+\.\d+\.\d+$/);

describe('the threat model', () => {
  it('names no file that is not there', () => {
    const links = [...document.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => `docs/${path}`);
    const named = [...new Set([...filesIn(document), ...links])];
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });

  it('has a row for every attack case, in order', () => {
    expect(attacks.map(([id]) => id)).toEqual(ATTACKS);
  });

  it.each(attacks)(
    '%s, %s: says what stops it, and its evidence holds',
    (id = '', attack, answer = '', evidence = '') => {
      expect([attack, answer]).not.toContain('');
      if (/^(does not apply|not built( here)?): \S/.test(evidence)) return;
      const [file = ''] = filesIn(evidence);
      if (evidence.startsWith('rule: ')) {
        const words = /"([^"]+)"/.exec(evidence)?.[1] ?? '';
        expect(words).not.toBe('');
        expect(read(file)).toContain(words);
        return;
      }
      const tests = filesIn(evidence);
      expect(tests).not.toEqual([]);
      expect(tests.filter((path) => !exists(path))).toEqual([]);
      expect(tests.filter((path) => !hasTestOf(id, path))).toEqual([]);
    },
  );

  it('has a row for every requirement of ASVS, in order', () => {
    expect(requirements.map(([number]) => number)).toEqual(REQUIREMENTS);
  });

  it.each(requirements)('%s, %s: is met with evidence, or says why not', (_, requirement, here = '') => {
    expect(requirement).not.toBe('');
    expect(here).toMatch(/^(met|partly met|not met|does not apply): \S/);
    if (/^(partly )?met/.test(here)) expect(filesIn(here)).not.toEqual([]);
  });
});
