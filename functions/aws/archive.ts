import type { Archive } from '#domain/ports.ts';
import type { Table } from '#aws/batches.ts';
import { rewriteClosedItem } from '#aws/closed-item.ts';
import { companyProjects } from '#aws/ledger-listing.ts';

/** The ledger's table as operators go through it. */
export const dynamoArchive = (table: Table): Archive => ({
  projects: (companyId) => companyProjects(table, companyId),
  rewriteClosed: (closed) => rewriteClosedItem(table, closed),
});
