import { ResourceNotFoundException, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { ErpError } from '#domain/erp.ts';
import type { Clock } from '#domain/ports.ts';
import { jsonSecrets, UnreadableSecret } from '#aws/secrets.ts';
import type { TokenOwner } from '#erp/container-tokens.ts';
import type { ErpCredentials } from '#erp/erps.ts';

/** Name of the secret that holds an integration's credentials. */
export const credentialsSecret = (prefix: string, { company_id, id, erp }: TokenOwner): string =>
  `${prefix}/${company_id}/${id}/${erp}`;

/**
 * Credentials from the secrets that {@link credentialsSecret} names.
 * Reading throws {@link ErpError}: `unauthorized` when there is no such secret or it is not JSON, else `temporary`; the ERP
 * has not been asked then.
 */
export const secretErpCredentials = (client: SecretsManagerClient, clock: Clock, prefix: string): ErpCredentials => {
  const secrets = jsonSecrets(client, clock, z.json());
  const nameOf = (integration: TokenOwner): string => credentialsSecret(prefix, integration);
  return {
    of: async (integration) => {
      try {
        return await secrets.get(nameOf(integration));
      } catch (cause) {
        const isNotSetUp = cause instanceof ResourceNotFoundException || cause instanceof UnreadableSecret;
        throw isNotSetUp
          ? new ErpError('unauthorized', 'The credentials for the ERP are not set up.', { cause })
          : new ErpError('temporary', 'The credentials for the ERP could not be read.', { cause });
      }
    },
    forget: (integration) => secrets.forget(nameOf(integration)),
  };
};
