import { defineConfig } from 'vitest/config';

/** Scanners that others wrote judge the template and the running service. They are Python's: without it the tests say skipped. */
export default defineConfig({
  test: {
    include: ['test/scan/**/*.scan.test.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
