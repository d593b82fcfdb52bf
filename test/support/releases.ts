import { readdirSync, readFileSync } from 'node:fs';

const fixtures = new URL('../fixtures/', import.meta.url);

/** The text of a file that a release left behind. */
export const leftBy = (release: string, file: string): string =>
  readFileSync(new URL(`${release}/${file}`, fixtures), 'utf8');

/** Names of the releases whose fixtures are kept, oldest first: `release-1` ... */
export const releases: readonly string[] = readdirSync(fixtures)
  .filter((name) => /^release-\d+$/.test(name))
  .sort((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1]));

/** The state machines of the releases: an execution ends by the definition that it began with. */
export const definitionsOfReleases = releases.map((release) => ({
  release,
  definition: leftBy(release, 'send-to-erp.asl.json'),
}));
