import { defineConfig } from 'vitest/config';

/** Only a hanging test takes so long: on a machine busy with other work, starting the local cloud several times takes half of it. */
const PATIENCE_MS = 120_000;

/** A suite of its own name: `npx vitest run --project unit`. */
const suite = (name: string, include: string[]) => ({
  name,
  include,
  testTimeout: PATIENCE_MS,
  hookTimeout: PATIENCE_MS,
  setupFiles: ['test/support/leak-check.ts'],
  // All that the service may ever log is looked at.
  env: { POWERTOOLS_LOG_LEVEL: 'DEBUG' },
});

/** Files that leave nothing behind share their modules: loading the SDK and the schemas anew for each would take most of the time. */
const sharing = (name: string, include: string[]) => ({
  ...suite(name, include),
  isolate: false,
  pool: 'threads' as const,
});

/** Files that start processes: these load what the one before has compiled, which is a third of their time. */
const starting = (name: string, include: string[]) => {
  const shared = suite(name, include);
  return {
    ...shared,
    env: { ...shared.env, NODE_COMPILE_CACHE: `${import.meta.dirname}/node_modules/.cache/compiled` },
  };
};

/** The ledger's contract once more, over the table of the simulations. */
const ledgersInMemory = sharing('contract-in-memory', ['test/contract/ledger{,-life,-listing,-race}.test.ts']);

export default defineConfig({
  test: {
    // Left alone it keeps a core free, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      { test: sharing('unit', ['test/unit/**/*.test.ts']) },
      { test: sharing('contract', ['test/contract/**/*.test.ts']) },
      { test: { ...ledgersInMemory, env: { ...ledgersInMemory.env, LEDGER: 'memory' } } },
      { test: sharing('statemachine', ['test/statemachine/**/*.test.ts']) },
      { test: sharing('simulation', ['test/simulation/**/*.test.ts']) },
      { test: sharing('service', ['test/service/**/*.test.ts']) },
      { test: sharing('infrastructure', ['test/infrastructure/**/*.test.ts']) },
      { test: suite('bundles', ['test/bundles/**/*.test.ts']) },
      { test: starting('local', ['test/local/**/*.test.ts']) },
    ],
  },
});
