import { createHmac } from 'node:crypto';
import type { TokenCredentials } from '#erp/netsuite/schemas.ts';

/** RFC 5849, 3.6: RFC 3986's unreserved characters stay as they are, and no others. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

type Parameter = readonly [name: string, value: string];

/** RFC 5849, 3.4.1.3.2: encoded first, then in the order of bytes, by name and then by value. */
const normalized = (parameters: readonly Parameter[]): string =>
  parameters
    .map(([name, value]) => ({ name: percentEncoded(name), value: percentEncoded(value) }))
    .sort((a, b) => (a.name === b.name ? (a.value < b.value ? -1 : 1) : a.name < b.name ? -1 : 1))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');

export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly realm: string;
  /** Never used twice at one time. */
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/**
 * The `Authorization` header of token-based authentication: OAuth 1.0a (RFC 5849) with HMAC-SHA256, the only method NetSuite
 * takes. A JSON body is not signed, and neither is the realm.
 */
export const tokenHeader = (
  { consumer_key, consumer_secret, token_id, token_secret }: TokenCredentials,
  { method, url, realm, nonce, timestamp }: SignedRequest,
): string => {
  const { origin, pathname, searchParams } = new URL(url);
  const parameters: readonly Parameter[] = [
    ['oauth_consumer_key', consumer_key],
    ['oauth_token', token_id],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(timestamp)],
    ['oauth_nonce', nonce],
    ['oauth_version', '1.0'],
  ];
  const base = [method, `${origin}${pathname}`, normalized([...parameters, ...searchParams])]
    .map(percentEncoded)
    .join('&');
  const key = `${percentEncoded(consumer_secret)}&${percentEncoded(token_secret)}`;
  const signature = createHmac('sha256', key).update(base).digest('base64');
  const fields: readonly Parameter[] = [['realm', realm], ...parameters, ['oauth_signature', signature]];
  return `OAuth ${fields.map(([name, value]) => `${name}="${percentEncoded(value)}"`).join(', ')}`;
};
