import { defineConfig } from 'vitest/config';

/** Slower suites that need system packages: a real Tryton server, Chromium. One after another: they share both cores. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.test.ts'],
    setupFiles: ['test/support/leak-check.ts'],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 300_000,
  },
});
