import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { COST_DOCS, costDocs } from '#bench/cost/cost-docs.ts';
import { countLives } from '#bench/cost/lives.ts';
import { capabilityMatrix } from '#erp/matrix/matrix.ts';
import { ASYNCAPI, asyncApiText } from '#lib/asyncapi.ts';
import { connectors } from '#lib/connectors.ts';
import { ERP_DOCS, erpDocs, README, readmeWithErps } from '#lib/erp-docs.ts';
import { stageOf } from '#lib/stages.ts';
import { synthesise } from '#lib/synthesise.ts';

/** Writes what is made from the code: two pages, a table of the README, and the contract of the events. */
const at = (path: string): string => resolve(import.meta.dirname, '..', path);
await writeFile(at(ERP_DOCS), await erpDocs(await capabilityMatrix()));
await writeFile(at(README), await readmeWithErps(await readFile(at(README), 'utf8'), connectors));
await writeFile(at(ASYNCAPI), await asyncApiText());
await writeFile(at(COST_DOCS), await costDocs(await countLives(), synthesise(stageOf('prod'))));
