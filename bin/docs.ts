import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { capabilityMatrix } from '#erp/matrix/matrix.ts';
import { connectors } from '#lib/connectors.ts';
import { ERP_DOCS, erpDocs, README, readmeWithErps } from '#lib/erp-docs.ts';

/** Writes what is made from the code: a page, and a table of the README. */
const at = (path: string): string => resolve(import.meta.dirname, '..', path);
await writeFile(at(ERP_DOCS), await erpDocs(await capabilityMatrix()));
await writeFile(at(README), await readmeWithErps(await readFile(at(README), 'utf8'), connectors));
