import { median } from '#bench/row.ts';
import { connectorOf } from '#erp/registry.ts';
import { fixtureOf } from '#simulation/erp/fixture.ts';

const COST_CODES = 4_000;
const ROUNDS = 15;

/** Milliseconds of a call, and the MB that it takes until they are collected: the median of several. */
const costOf = (work: () => unknown): { readonly ms: number; readonly mb: number } => {
  const times: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const started = performance.now();
    const made = work();
    times.push(performance.now() - started);
    memory.push((process.memoryUsage().heapUsed - before) / 1e6);
    // Whatever was made is still there when the memory is read.
    if (made === undefined) throw new Error('Nothing was made.');
  }
  return { ms: median(times), mb: median(memory) };
};

const [erp = ''] = process.argv.slice(2);
const connector = await connectorOf(erp);
const { job, settings } = fixtureOf(erp);
const [first] = job.cost_codes;
if (first === undefined) throw new Error(`The fixture of ${erp} has no cost code.`);
const large = {
  ...job,
  cost_codes: Array.from({ length: COST_CODES }, (_, index) => ({ ...first, id: index, full_code: `01-${index}` })),
};
const mapping = costOf(() => connector.document(large, settings));
const stringify = costOf(() => JSON.stringify(large));
console.log(
  JSON.stringify({
    mapping: mapping.ms,
    stringify: stringify.ms,
    mappingMb: mapping.mb,
    stringifyMb: stringify.mb,
  }),
);
