import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { capabilityMatrix } from '#erp/matrix/matrix.ts';
import { ERP_DOCS, erpDocs } from '#lib/erp-docs.ts';

it('docs/erps.md is what the connectors and the matrix say; `npm run docs` writes it', async () => {
  const page = readFileSync(new URL(`../../../${ERP_DOCS}`, import.meta.url), 'utf8');
  expect(page).toBe(await erpDocs(await capabilityMatrix()));
});
