import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { connectors } from '#lib/connectors.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const rows = readme.split('\n').filter((line) => line.includes('](functions/erp/') && line.startsWith('|'));
const cellsOf = (row: string): string[] => row.split('|').map((cell) => cell.trim());
const yesOrNo = (can: boolean): string => (can ? 'yes' : 'no');

it('lists every registered ERP in the README, with what it can do', () => {
  const listed = rows.map(cellsOf).map(([, name, link, ...rest]) => [name, link, ...rest.slice(0, 4)]);
  expect(listed).toEqual(
    connectors.map(({ id, name, capabilities }) => [
      name,
      `[\`${id}\`](functions/erp/${id}/README.md)`,
      ...[capabilities.export, capabilities.update, capabilities.import, capabilities.link].map(yesOrNo),
    ]),
  );
});

it('leads to the table of all ERPs', () => {
  expect(readme).toContain('](docs/erps.md)');
});
