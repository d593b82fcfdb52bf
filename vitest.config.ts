import { defineConfig } from 'vitest/config';

/** A suite of its own name: `npx vitest run --project unit`. */
const suite = (name: string, include: string[]) => ({
  test: { name, include, testTimeout: 30_000, hookTimeout: 30_000, env: { POWERTOOLS_LOG_LEVEL: 'SILENT' } },
});

export default defineConfig({
  test: {
    projects: [
      suite('unit', ['test/unit/**/*.test.ts']),
      suite('contract', ['test/contract/**/*.test.ts']),
      suite('statemachine', ['test/statemachine/**/*.test.ts']),
      suite('infrastructure', ['test/infrastructure/**/*.test.ts', 'test/bundles/**/*.test.ts']),
      suite('service', ['test/service/**/*.test.ts']),
      suite('local', ['test/local/**/*.test.ts']),
    ],
  },
});
