/** Runs before each file of every suite. */
import { afterAll, afterEach } from 'vitest';
import { captureOutput, requireNoLeak } from '#test/support/leaks.ts';

captureOutput();
afterEach(requireNoLeak);
// What hooks of the whole file wrote.
afterAll(requireNoLeak);
