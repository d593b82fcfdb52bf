import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { capabilityMatrix } from '#erp/matrix/matrix.ts';
import { connectors } from '#lib/connectors.ts';
import { ERP_DOCS, erpDocs, README, readmeWithErps } from '#lib/erp-docs.ts';

const textOf = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('`npm run docs` has been run:', () => {
  it('docs/erps.md is what the connectors and the matrix say', async () => {
    expect(textOf(ERP_DOCS)).toBe(await erpDocs(await capabilityMatrix()));
  });

  it('the README lists every registered ERP, with what it can do', async () => {
    const readme = textOf(README);
    expect(readme).toBe(await readmeWithErps(readme, connectors));
    expect(readme).toContain('](docs/erps.md)');
    for (const { id } of connectors) expect(readme).toContain(`](functions/erp/${id}/README.md)`);
  });
});

it('a README without the table is refused', async () => {
  await expect(readmeWithErps('# Send to ERP\n', connectors)).rejects.toThrow('README.md has no table of ERPs.');
});
