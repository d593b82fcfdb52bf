import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { randomUUID } from 'node:crypto';
import { parseJson, UnreadableSecret } from '#aws/secrets.ts';
import { keyRing, type KeyRing } from '#domain/links.ts';

/** Where the keys are kept that sign links. */
export interface KeyStore {
  read(): Promise<KeyRing>;
  /** Puts a new version beside the old ones, which Secrets Manager forgets by and by. */
  write(ring: KeyRing): Promise<void>;
}

/** The secret of the deployment. @throws {UnreadableSecret} when something else stands there. */
export const secretKeyStore = (client: SecretsManagerClient, secretId: string): KeyStore => ({
  read: async () => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    const { data } = keyRing.safeParse(parseJson(SecretString));
    if (data === undefined) throw new UnreadableSecret(secretId);
    return data;
  },
  write: async ({ current, keys }) => {
    const SecretString = JSON.stringify({ current, ...Object.fromEntries(keys) });
    // The token makes a repeat of the SDK harmless.
    await client.send(
      new PutSecretValueCommand({ SecretId: secretId, SecretString, ClientRequestToken: randomUUID() }),
    );
  },
});
