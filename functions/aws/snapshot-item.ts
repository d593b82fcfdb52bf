import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as z from 'zod/mini';
import { canonicalJson } from '#domain/canonical.ts';
import { DomainError } from '#domain/errors.ts';
import { snapshot as snapshotShape, type Snapshot } from '#domain/project.ts';
import { readItem, SCHEMA, type Item } from '#aws/items.ts';

/** DynamoDB's limit for an item is 400 KB, names and keys included, which take less than 256 bytes here. */
export const MAX_BODY_BYTES = 400 * 1024 - 256;

/**
 * Measured with 4,000 cost codes (808 KB of JSON): quality 5 gives 84 KB in 8 ms, gzip the same, quality 9 gives 73 KB in
 * 26 ms, and Node's default of 11 gives 62 KB in 1.1 s, longer than a sender should wait. Nobody else waits meanwhile, as a
 * container serves one call at a time; node:util's `promisify` would add a twentieth to the API's start.
 */
const QUALITY = 5;

/** Snapshots are content-addressed: equal ones of a company share one item. */
export const snapshotItemKey = (companyId: number, sha256: string) => ({
  pk: `C#${companyId}#S#${sha256}`,
  sk: 'SNAPSHOT',
});

/**
 * The whole item of a snapshot: `body` is its canonical JSON, compressed with Brotli.
 * @throws {DomainError} `body_too_large` when an item cannot hold it.
 */
export const snapshotItemOf = (companyId: number, sha256: string, snapshot: Snapshot): Record<string, unknown> => {
  const body = brotliCompressSync(canonicalJson(snapshot), { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
  if (body.length > MAX_BODY_BYTES) {
    throw new DomainError(
      'body_too_large',
      'The project with its cost codes is too large to be kept. Shorten its texts.',
    );
  }
  return { ...snapshotItemKey(companyId, sha256), schema: SCHEMA, body };
};

const snapshotItem = z.object({ body: z.instanceof(Uint8Array) });

/** Reads a snapshot's item. */
export const readSnapshotItem = (item: Item): Snapshot => {
  const json = brotliDecompressSync(readItem(snapshotItem, item).body);
  return snapshotShape.parse(JSON.parse(json.toString()));
};
