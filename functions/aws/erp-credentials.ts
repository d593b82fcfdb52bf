import { ResourceNotFoundException, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { ErpError } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import type { Clock } from '#domain/ports.ts';
import { jsonSecrets, UnreadableSecret } from '#aws/secrets.ts';

/** The credentials of an integration as its secret holds them; the connector's own schema reads them. */
export type ErpCredentials = (integration: Pick<Integration, 'company_id' | 'id' | 'erp'>) => Promise<unknown>;

/**
 * Credentials from the secrets `<prefix>/<company_id>/<integration_id>/<erp>`.
 * Reading throws {@link ErpError}: `unauthorized` when there is no such secret or it is not JSON, else `temporary`; the ERP
 * has not been asked then.
 */
export const secretErpCredentials = (client: SecretsManagerClient, clock: Clock, prefix: string): ErpCredentials => {
  const secrets = jsonSecrets(client, clock, z.json());
  return async ({ company_id, id, erp }) => {
    try {
      return await secrets.get(`${prefix}/${company_id}/${id}/${erp}`);
    } catch (cause) {
      const isNotSetUp = cause instanceof ResourceNotFoundException || cause instanceof UnreadableSecret;
      throw isNotSetUp
        ? new ErpError('unauthorized', 'The credentials for the ERP are not set up.', { cause })
        : new ErpError('temporary', 'The credentials for the ERP could not be read.', { cause });
    }
  };
};
