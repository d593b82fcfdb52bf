import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stageFields } from '#lib/stage-settings.ts';

const root = new URL('../../../', import.meta.url);
const document = readFileSync(new URL('docs/deploy.md', root), 'utf8');

/** First cells of the table of fields, without their backticks. */
const explained = (document.split('\n## The stage file\n')[1]?.split('\n## ')[0] ?? '')
  .split('\n')
  .flatMap((line) => /^\| `([\w.]+)`/.exec(line)?.[1] ?? []);

describe('docs/deploy.md', () => {
  it('explains every field of the stage file, and none that is not there', () => {
    const fields = new Set(explained.map((field) => field.split('.')[0]));
    expect([...fields].sort()).toEqual(stageFields.toSorted());
  });

  it('explains no field twice', () => {
    expect(explained).toEqual([...new Set(explained)]);
  });

  it('links to files that exist', () => {
    const targets = [...document.matchAll(/\]\(([\w./-]+\.\w+)(#[\w-]+)?\)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter((target) => !existsSync(new URL(target, new URL('docs/', root))))).toEqual([]);
  });
});
