import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keyRing } from '#domain/links.ts';
import type { Clock, LinkKeys } from '#domain/ports.ts';
import { jsonSecrets } from '#aws/secrets.ts';

/**
 * Right after keys were rotated, links come with a key that a container does not know yet: it looks again, once in so long. Whoever
 * makes up names of keys gets one more read of the secret out of a container in that time; and what is at most so old is enough.
 */
const LOOKS_AGAIN_AFTER_SECONDS = 15;

/** Keys that sign links, from the secret of that name or ARN. */
export const secretLinkKeys = (client: SecretsManagerClient, clock: Clock, secretId: string): LinkKeys => {
  const secrets = jsonSecrets(client, clock, keyRing);
  let looksAgainFrom = 0;
  return async (kid) => {
    const known = await secrets.get(secretId);
    const now = clock().getTime();
    if (kid === undefined || known.keys.has(kid) || now < looksAgainFrom) return known;
    looksAgainFrom = now + LOOKS_AGAIN_AFTER_SECONDS * 1000;
    return secrets.renew(secretId);
  };
};
