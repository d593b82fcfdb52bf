import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { localChecks, stackChecks } from '#ops/doctor/checks.ts';

const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('\n## Doctor\n')).split(/\n## (?!Doctor)/)[0] ?? '';
const rows = section.split('\n').filter((line) => line.startsWith('| `'));

describe('docs/operations.md', () => {
  it('has a row for each check of a stack, in their order, with the permissions that it needs', () => {
    const written = rows.map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | *\|?$/g, '').trim()));
    expect(written.map(([name, , , needs]) => [name, needs])).toEqual(
      stackChecks.map(({ name, permissions }) => [`\`${name}\``, permissions.map((each) => `\`${each}\``).join(', ')]),
    );
  });

  it('names the checks of what npm start runs', () => {
    const line = section.split('\n').find((each) => each.startsWith('`--local`')) ?? '';
    expect(line).toContain(`${localChecks.map(({ name }) => `\`${name}\``).join(', ')}.`);
  });
});
