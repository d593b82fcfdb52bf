import { defineConfig } from 'vitest/config';

/** CDK deploys a stage to an emulated AWS, and people use it. The emulator is Python's: without it the tests say skipped. */
export default defineConfig({
  test: {
    include: ['test/deploy/**/*.test.ts'],
    setupFiles: ['test/support/leak-check.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
