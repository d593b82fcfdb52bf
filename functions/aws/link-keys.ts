import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keyRing } from '#domain/links.ts';
import type { Clock, LinkKeys } from '#domain/ports.ts';
import { jsonSecrets } from '#aws/secrets.ts';

/** Keys that sign links, from the secret of that name or ARN. */
export const secretLinkKeys = (client: SecretsManagerClient, clock: Clock, secretId: string): LinkKeys => {
  const secrets = jsonSecrets(client, clock, keyRing);
  return () => secrets.get(secretId);
};
