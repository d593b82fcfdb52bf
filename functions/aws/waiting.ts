import type { WaitingRequests } from '#domain/waiting.ts';
import type { Table } from '#aws/batches.ts';
import { knownCompanies } from '#aws/companies.ts';
import { companyStatus, projectKeyOf } from '#aws/ledger-items.ts';
import { listedKeys } from '#aws/ledger-listing.ts';

/** What waits, from the status index: its keys tell since when, and nothing that is closed is read. */
export const dynamoWaiting = (table: Table): WaitingRequests => ({
  companies: () => knownCompanies(table),
  inStatus: async function* (companyId, status) {
    for await (const { pk, sent_at_id } of listedKeys(table, companyStatus(companyId, status))) {
      yield { ...projectKeyOf(pk), sentAt: sent_at_id.split('#')[0] ?? '' };
    }
  },
});
