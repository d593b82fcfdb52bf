import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { capabilityMatrix } from '#erp/matrix/matrix.ts';
import { ERP_DOCS, erpDocs } from '#lib/erp-docs.ts';

/** Writes the pages that are made from the code. */
await writeFile(resolve(import.meta.dirname, '..', ERP_DOCS), await erpDocs(await capabilityMatrix()));
