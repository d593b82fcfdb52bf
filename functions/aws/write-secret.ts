import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { randomUUID } from 'node:crypto';

/** A secret, and what stands beside it for people who come upon it. */
interface NamedSecret {
  readonly name: string;
  readonly description: string;
}

/** Puts a new version of a secret, and makes the secret when there is none. @returns the version's id. */
export const writeSecret = async (
  client: SecretsManagerClient,
  { name, description }: NamedSecret,
  value: unknown,
): Promise<string> => {
  // Names the version, and makes a repeat of the SDK harmless.
  const version = { SecretString: JSON.stringify(value), ClientRequestToken: randomUUID() };
  try {
    await client.send(new PutSecretValueCommand({ SecretId: name, ...version }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(new CreateSecretCommand({ Name: name, Description: description, ...version }));
  }
  return version.ClientRequestToken;
};
