import { readFileSync } from 'node:fs';
import * as z from 'zod';

const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');

/** Version of what is deployed, in the form of semver: CHANGELOG.md says what came with it. */
export const RELEASE: string = z.object({ version: z.string() }).parse(JSON.parse(file)).version;
