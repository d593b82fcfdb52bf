/** Builds all functions into the folder that is the first argument. */
import { bundleFunctions } from '#lib/bundle.ts';

const [, , folder = ''] = process.argv;
await bundleFunctions(folder);
