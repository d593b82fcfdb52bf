import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '#domain/ports.ts';
import { jsonSecrets } from '#aws/secrets.ts';
import { procoreAccess, type ProcoreAccess } from '#procore/schemas.ts';

/** What a company's secret `<prefix>/<company_id>/procore` holds. Reading throws what `jsonSecrets` throws. */
export const secretProcoreAccess = (client: SecretsManagerClient, clock: Clock, prefix: string) => {
  const secrets = jsonSecrets(client, clock, procoreAccess);
  return (companyId: number): Promise<ProcoreAccess> => secrets.get(`${prefix}/${companyId}/procore`);
};
