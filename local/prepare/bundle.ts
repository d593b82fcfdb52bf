/** Builds all functions into the folder that is the first argument, in place of what is there. */
import { rmSync } from 'node:fs';
import { bundleFunctions } from '#lib/bundle.ts';

const [, , folder = ''] = process.argv;
rmSync(folder, { recursive: true, force: true });
await bundleFunctions(folder);
