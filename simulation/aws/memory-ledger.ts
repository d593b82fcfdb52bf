import { randomUUID } from 'node:crypto';
import type { Ledger } from '#domain/ports.ts';
import type { LedgerTable } from '#simulation/aws/ledger-table.ts';

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  for (const item of items) yield await Promise.resolve(item);
}

/** What happens on the way to the table and back: nothing, unless a test says so. */
export type Way = <Value>(call: () => Value) => Promise<Value>;

const straight: Way = async (call) => {
  await Promise.resolve();
  return call();
};

/** The in-memory table as a ledger: the contract tests hold it against DynamoDB's. */
export const memoryLedger = (table: LedgerTable, way: Way = straight): Ledger => ({
  read: (key) => way(() => table.read(key)),
  write: async (before, next) => {
    const writeId = randomUUID();
    await way(() => table.write(before, next, writeId));
  },
  prepare: async (companyId, sha256, snapshot, closed) => {
    await way(() => table.putSnapshot(companyId, sha256, snapshot));
    if (closed !== null) await way(() => table.putClosed(closed));
  },
  readSnapshot: (companyId, sha256) => way(() => table.readSnapshot(companyId, sha256)),
  readClosed: (key, number) => way(() => table.readClosed(key, number)),
  list: (companyId, filter) => way(() => table.list(companyId, filter)),
  due: (now) => each(table.due(now)),
  open: () => each(table.open()),
});
