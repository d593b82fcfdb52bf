import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import * as z from 'zod';
import type { TokenCredentials } from '../../functions/erp/netsuite/schemas.ts';

/** The fields of an `Authorization: OAuth` header, decoded. */
export const fieldsOf = (header: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(header.matchAll(/(\w+)="([^"]*)"/g), ([, name = '', value = '']) => [name, decodeURIComponent(value)]),
  );

const oauthData = z.object({
  oauth_consumer_key: z.string(),
  oauth_token: z.string(),
  oauth_signature_method: z.literal('HMAC-SHA256'),
  oauth_timestamp: z.coerce.number().int().positive(),
  oauth_nonce: z.string().min(6),
  oauth_version: z.literal('1.0'),
});

/** What the independent signer `oauth-1.0a` makes of the same request. It decodes values in a URL's query, but not names: odd ones come as `data`. */
export const signatureByOther = (
  request: { readonly method: string; readonly url: string; readonly data?: Readonly<Record<string, string>> },
  header: string,
  { consumer_key, consumer_secret, token_secret }: TokenCredentials,
): string => {
  const signer = new OAuth({
    consumer: { key: consumer_key, secret: consumer_secret },
    signature_method: 'HMAC-SHA256',
    hash_function: (base, key) => createHmac('sha256', key).update(base).digest('base64'),
  });
  return signer.getSignature(request, token_secret, oauthData.parse(fieldsOf(header)));
};
