import { paginateListSecrets, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Ledger } from '#domain/ports.ts';

interface Secrets {
  readonly client: SecretsManagerClient;
  /** Names of credentials begin with it and a slash: functions/aws/erp-credentials.ts. */
  readonly prefix: string;
}

const withCredentials = async ({ client, prefix }: Secrets): Promise<number[]> => {
  const found: number[] = [];
  // One that is about to be deleted is missed as well: it counts.
  const input = { Filters: [{ Key: 'name' as const, Values: [`${prefix}/`] }], IncludePlannedDeletion: true };
  for await (const { SecretList = [] } of paginateListSecrets({ client }, input)) {
    for (const { Name = '' } of SecretList) {
      const [company = ''] = Name.startsWith(`${prefix}/`) ? Name.slice(prefix.length + 1).split('/') : [];
      if (/^\d+$/.test(company)) found.push(Number(company));
    }
  }
  return found;
};

const withOpenRequests = async (ledger: Ledger): Promise<number[]> => {
  const found = new Set<number>();
  for await (const { companyId } of ledger.open()) found.add(companyId);
  return [...found];
};

/**
 * Ids of the companies that have integrations: no list of them is kept, so those of the stage file, those that have credentials,
 * and those that have requests open. One that is none of these has nothing that could break.
 */
export const companiesOf = async (ofFile: string, ledger: Ledger, secrets?: Secrets): Promise<ReadonlySet<number>> => {
  const [open, kept] = await Promise.all([withOpenRequests(ledger), secrets ? withCredentials(secrets) : []]);
  const listed = ofFile.split(',').filter((id) => id !== '');
  return new Set([...listed.map(Number), ...open, ...kept]);
};
