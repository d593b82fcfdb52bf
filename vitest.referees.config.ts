import { defineConfig } from 'vitest/config';

/** What vendors publish, and what others wrote, judges what the connectors send. Needs `npm ci --prefix test/referees`. */
export default defineConfig({
  test: {
    include: ['test/referees/*.test.ts'],
    setupFiles: ['test/support/leak-check.ts'],
    // Prism takes seconds to start beside the others; thousands of documents go through the validators.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
