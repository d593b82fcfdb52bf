import type { Archive } from '#domain/ports.ts';
import type { Table } from '#aws/batches.ts';
import { rewriteClosedItem } from '#aws/closed-item.ts';

/** Closed requests in the ledger's table. */
export const dynamoArchive = (table: Table): Archive => ({
  rewriteClosed: (closed) => rewriteClosedItem(table, closed),
});
