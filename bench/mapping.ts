import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { Row } from '#bench/row.ts';
import { connectors } from '#lib/connectors.ts';

const run = promisify(execFile);

const measured = z.object({
  mapping: z.number(),
  stringify: z.number(),
  mappingMb: z.number(),
  stringifyMb: z.number(),
});

const PROGRAM = new URL('mapping-once.ts', import.meta.url).pathname;

/** What it costs to map the largest project there can be to what an ERP is written, beside writing the same project as JSON. */
export const measureMappings = async (): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const { id } of connectors) {
    const { stdout } = await run(process.execPath, ['--expose-gc', PROGRAM, id]);
    const { mapping, stringify, mappingMb, stringifyMb } = measured.parse(JSON.parse(stdout));
    const what = `4,000 cost codes mapped for ${id}`;
    rows.push(
      { what, value: mapping, unit: 'ms', goal: null },
      { what: `${what} / JSON.stringify`, value: mapping / stringify, unit: 'x', goal: null },
      { what: `${what}, memory`, value: mappingMb, unit: 'MB', goal: null },
      { what: `${what}, memory of JSON.stringify`, value: stringifyMb, unit: 'MB', goal: null },
    );
  }
  return rows;
};
