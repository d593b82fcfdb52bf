import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Vendors' own contract files lie beside the project; they are no part of it. */
const FOLDER = join(import.meta.dirname, '../../../shared/contracts');

/** Why a test that needs such a file is skipped; false where the file is there. */
export const isMissing = (path: string): boolean => !existsSync(join(FOLDER, path));

/** Absolute path of a vendor's file, such as `xero/xero-projects.yaml`. */
export const contractPath = (path: string): string => join(FOLDER, path);

/** Its text. */
export const contract = (path: string): string => readFileSync(contractPath(path), 'utf8');

/** Counts the documents that a referee has judged, and says so at the end of the file. */
export const countOf = (what: string): { add: () => void } => {
  let count = 0;
  afterAll(() => {
    process.stdout.write(`${what}: ${count} checked\n`);
  });
  return { add: () => void (count += 1) };
};
