import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYMENT_FILE } from '#local/deployment.ts';
import { lock, type Lock } from '#local/lock.ts';
import { CannotStart, systemCode } from '#local/failure.ts';

/** The folder that holds everything this machine remembers. */
export interface DataDir {
  readonly bundles: string;
  readonly logs: string;
  readonly table: string;
  /** What accountants would fetch from the bucket. */
  readonly exports: string;
  /** One mail per line. */
  readonly mails: string;
  /** One event per line, as a rule's target would get it. */
  readonly events: string;
  /** Keys and secrets, readable by their owner only. */
  readonly issuerKey: string;
  readonly secrets: string;
  readonly writtenSecrets: string;
  /** What happened to the double of an ERP, by the id of its connector. */
  readonly erpJournal: (id: string) => string;
  /** Where others find what runs. */
  readonly deployment: string;
  readonly lock: Lock;
}

/**
 * Does what depends on the folder's content.
 * @throws {CannotStart} for whatever goes wrong with it.
 */
export const usingDataDir = async <T>(path: string, work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    const why = systemCode(error) ?? (error instanceof Error ? error.message : String(error));
    throw new CannotStart(`DATA_DIR ${path} cannot be used: ${why}.`, error);
  }
};

/**
 * Opens the folder, which nobody else uses until it is released.
 * @throws {CannotStart} when it cannot be written, or another process uses it.
 */
export const openDataDir = (path: string): Promise<DataDir> =>
  usingDataDir(path, async () => {
    const below = (name: string): string => join(path, name);
    for (const folder of ['', 'logs', 'exports', 'keys']) mkdirSync(below(folder), { recursive: true, mode: 0o700 });
    const held = await lock(below('lock'));
    rmSync(below('bundles'), { recursive: true, force: true, maxRetries: 5 });
    return {
      // Of this process alone: of one that was killed, the bundler may still be writing.
      bundles: below(`bundles/${process.pid}`),
      logs: below('logs'),
      table: below('table'),
      exports: below('exports'),
      mails: below('mails.jsonl'),
      events: below('events.jsonl'),
      issuerKey: below('keys/issuer.json'),
      secrets: below('keys/secrets.json'),
      writtenSecrets: below('keys/written-secrets.json'),
      erpJournal: (id) => below(`erp-${id}.jsonl`),
      deployment: below(DEPLOYMENT_FILE),
      lock: held,
    };
  });
