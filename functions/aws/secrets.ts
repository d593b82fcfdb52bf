import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod/mini';
import type { Clock } from '#domain/ports.ts';
import { cached, type Cached } from '#aws/cached.ts';

/** A rotated secret is in use everywhere after so long, without a restart; a busy container asks twelve times an hour. */
const KEPT_SECONDS = 5 * 60;

/** The secret exists, but not in the expected form. Says no more: the parsers' own messages quote what they could not read. */
export class UnreadableSecret extends Error {
  override readonly name = 'UnreadableSecret';

  constructor(secretId: string) {
    super(`The secret ${secretId} is not JSON of the expected form.`);
  }
}

/** What a secret's text stands for; undefined when it is not JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Secrets that hold JSON of the form `content`, by name or ARN, kept for five minutes.
 * Reading throws {@link UnreadableSecret}, or what the SDK throws.
 */
export const jsonSecrets = <Content extends z.ZodMiniType>(
  client: SecretsManagerClient,
  clock: Clock,
  content: Content,
): Cached<z.infer<Content>> =>
  cached(clock, KEPT_SECONDS, async (secretId) => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    const parsed = content.safeParse(parseJson(SecretString));
    if (!parsed.success) throw new UnreadableSecret(secretId);
    return parsed.data;
  });
