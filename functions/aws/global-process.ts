/**
 * What the bundler puts in place of the module `node:process` (lib/bundle.ts): all that the SDK reads of it. A build fails that
 * reads more.
 */
export const { env, versions } = globalThis.process;
