import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { allConnectors } from '#erp/registry.ts';
import { replay } from '#simulation/report.ts';
import { lineOf } from '#simulation/run/tally.ts';
import { runInThreads } from '#simulation/run/workers.ts';

const USAGE =
  'Usage: npm run simulate -- [--seeds 10000] [--from 1] [--workers 2] [--erp tryton|all] | --seed 123 [--erp tryton]';

const PROGRESS_EVERY_MS = 5_000;

const readNumber = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`"${text}" is no number. ${USAGE}`);
};

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    seed: { type: 'string' },
    erp: { type: 'string' },
  },
});

const runOne = async (seed: number, erp: string | undefined): Promise<void> => {
  const { lines, isBroken } = await replay({ seed, erp });
  console.log(lines.join('\n'));
  if (isBroken) process.exitCode = 1;
};

const runMany = async (erp: string | undefined): Promise<void> => {
  const range = { from: readNumber(values.from), count: readNumber(values.seeds), erp };
  const started = performance.now();
  let shown = started;
  const tally = await runInThreads(range, readNumber(values.workers), ({ seeds }) => {
    const now = performance.now();
    if (now - shown < PROGRESS_EVERY_MS) return;
    shown = now;
    console.error(`${seeds} of ${range.count} seeds, ${Math.round((seeds / (now - started)) * 1_000)} a second`);
  });
  const [broken] = tally.broken;
  if (broken !== undefined) await runOne(broken, erp);
  console.log(
    `${erp === undefined ? '' : `${erp}: `}${lineOf(tally)} (${Math.round((performance.now() - started) / 1_000)} s)`,
  );
};

const called = async (): Promise<string[]> =>
  (await allConnectors()).flatMap(({ id, delivery }) => (delivery === 'call' ? [id] : []));

if (values.seed !== undefined) await runOne(readNumber(values.seed), values.erp);
else if (values.erp === 'all') for (const erp of await called()) await runMany(erp);
else await runMany(values.erp);
