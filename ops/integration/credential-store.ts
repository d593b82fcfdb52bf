import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { credentialsSecret } from '#aws/erp-credentials.ts';
import { parseJson } from '#aws/secrets.ts';
import { writeSecret } from '#aws/write-secret.ts';
import type { TokenOwner } from '#erp/container-tokens.ts';

/** The credentials of integrations, where the functions of their ERPs look for them. */
export interface CredentialStore {
  /** Null when there are none; undefined when what stands there is not JSON. */
  read(owner: TokenOwner): Promise<unknown>;
  write(owner: TokenOwner, credentials: unknown): Promise<void>;
}

/** A secret could not be written. Names the secret and the kind of error: what a service says of a refused value may quote it. */
export class SecretNotWritten extends Error {
  override readonly name = 'SecretNotWritten';
}

const DESCRIPTION = 'Credentials of an integration, put by its operators.';

/** Secrets of Secrets Manager, by the names that the export functions know. */
export const secretCredentials = (client: SecretsManagerClient, prefix: string): CredentialStore => ({
  read: async (owner) => {
    try {
      const asked = new GetSecretValueCommand({ SecretId: credentialsSecret(prefix, owner) });
      return parseJson((await client.send(asked)).SecretString ?? '');
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return null;
      throw error;
    }
  },
  write: async (owner, credentials) => {
    const name = credentialsSecret(prefix, owner);
    try {
      await writeSecret(client, { name, description: DESCRIPTION }, credentials);
    } catch (error) {
      const kind = error instanceof Error ? error.name : 'an unknown error';
      throw new SecretNotWritten(`The secret ${name} could not be written: ${kind}.`);
    }
  },
});
