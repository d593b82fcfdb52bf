import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));
const headings = [...read('CHANGELOG.md').matchAll(/^## \[(?<release>\S+)\] - (?<day>\S+)$/gm)].map(
  ({ groups }) => groups ?? {},
);

describe('the changelog', () => {
  it('begins with the version of the package', () => {
    expect(headings[0]?.['release']).toBe(version);
  });

  it('gives every release a version and its day, newest first', () => {
    const days = headings.map(({ day }) => day ?? '');
    expect(days.slice(1).filter((day) => !/^\d{4}-\d\d-\d\d$/.test(day))).toEqual([]);
    expect(days.slice(1).toSorted().toReversed()).toEqual(days.slice(1));
    expect(headings.filter(({ release }) => !/^\d+\.\d+\.\d+$/.test(release ?? ''))).toEqual([]);
  });
});
