import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuRatio, type Reaches } from '#bench/init-cpu.ts';
import type { Row } from '#bench/row.ts';
import type { AnyConnector } from '#erp/connector.ts';
import { bundleFunction, functionNames, type Bundle } from '#lib/bundle.ts';
import { connectors } from '#lib/connectors.ts';

const ROUNDS = 25;
/** Of each connector: there are many, and their starts are waited for by nobody. */
const CONNECTOR_ROUNDS = 7;
const EAGER_KB_GOAL = 350;
const INIT_CPU_GOAL = 3.7;

/** What an export function has loaded once it asks its ERP. */
const modulesFor = (erp: string, { entry, lazy }: Bundle): string[] => {
  const chunk = (file: string): string => {
    const found = lazy.get(`functions/erp/${erp}/${file}`);
    if (found === undefined) throw new Error(`${file} of ${erp} is no chunk of its own.`);
    return found;
  };
  return [entry, chunk('index.ts'), chunk('client.ts')];
};

/** As lib/erp-exports.ts gives them: a bucket's client is loaded only where there is a bucket. */
const reachesOf = (delivery: AnyConnector['delivery']): Reaches =>
  delivery === 'file' ? { EXPORT_BUCKET: 'bench' } : { SECRET_PREFIX: 'send-to-erp/bench' };

/** Size and start of the functions as Lambda gets them. The goals are the API's, which people wait for, and the exports'. */
export const measureBundles = async (): Promise<Row[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'send-to-erp-bench-'));
  try {
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const handler = async () => {};\n');
    const rows: Row[] = [];
    const bundles = new Map<string, Bundle>();
    for (const name of functionNames) {
      const built = await bundleFunction(name, join(folder, name));
      bundles.set(name, built);
      const goal = name === 'api' ? EAGER_KB_GOAL : null;
      const what = `code of ${name} that is loaded at its start`;
      rows.push({ what, value: built.eagerBytes / 1000, unit: 'KB', goal });
    }
    const compare = async (
      what: string,
      modules: readonly string[],
      rounds: number,
      reaches?: Reaches,
    ): Promise<void> => {
      const value = await cpuRatio(modules, empty, rounds, reaches);
      rows.push({ what: `CPU to start ${what} / an empty function`, value, unit: 'x', goal: INIT_CPU_GOAL });
    };
    await compare('api', [join(folder, 'api', 'api.mjs')], ROUNDS);
    const exporting = bundles.get('export');
    for (const { id, delivery } of exporting === undefined ? [] : connectors) {
      if (exporting !== undefined)
        await compare(`export to ${id}`, modulesFor(id, exporting), CONNECTOR_ROUNDS, reachesOf(delivery));
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
};
