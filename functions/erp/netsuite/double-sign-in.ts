import { createECDH, createHash, createHmac, createPrivateKey, createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { DOUBLE_SECRET, type DoubleOptions } from '#erp/double.ts';
import { granted, grantError, invalidLogin } from '#erp/netsuite/double-answers.ts';

/** A key of its own, the same in every process, that stands in no file. */
const keyPair = () => {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(createHash('sha256').update('key of the NetSuite double').digest());
  const point = pair.getPublicKey();
  const inJwk = (bytes: Buffer): string => bytes.toString('base64url');
  const coordinates = { x: inJwk(point.subarray(1, 33)), y: inJwk(point.subarray(33)) };
  const jwk = { kty: 'EC', crv: 'P-256', ...coordinates, d: inJwk(pair.getPrivateKey()) };
  const key = createPrivateKey({ format: 'jwk', key: jwk });
  return { publicKey: createPublicKey(key), pem: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
};

const { publicKey, pem } = keyPair();

/** OpenSSL lets other text stand before a key. */
export const certificateCredentials = {
  client_id: 'client-of-the-double',
  certificate_id: 'certificate-of-the-double',
  private_key: `${DOUBLE_SECRET}\n${pem}`,
};

export const tokenCredentials = {
  consumer_key: 'consumer-of-the-double',
  consumer_secret: `${DOUBLE_SECRET}-consumer`,
  token_id: 'token-of-the-double',
  token_secret: `${DOUBLE_SECRET}-token`,
};

const tokenForm = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
  client_assertion: z.string(),
});

const header = z.strictObject({
  typ: z.literal('JWT'),
  alg: z.literal('ES256'),
  kid: z.literal(certificateCredentials.certificate_id),
});

const claims = z.strictObject({
  iss: z.literal(certificateCredentials.client_id),
  scope: z.array(z.literal('rest_webservices')).min(1),
  aud: z.url(),
  iat: z.int(),
  exp: z.int(),
});

const parsed = <T>(schema: z.ZodType<T>, part: string): T =>
  schema.parse(JSON.parse(Buffer.from(part, 'base64url').toString()));

const HOUR_SECONDS = 3600;

/** True for an assertion that NetSuite's page "The Request Token Structure" allows, signed with the certificate's key. */
const holds = (assertion: string, tokenUrl: string, now: number): boolean => {
  const [head = '', body = '', signature = ''] = assertion.split('.');
  parsed(header, head);
  const { aud, iat, exp } = parsed(claims, body);
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return signed && aud === tokenUrl && iat <= now && exp > now && exp - iat < HOUR_SECONDS;
};

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);

const oauthFields = z.strictObject({
  realm: z.string(),
  oauth_consumer_key: z.literal(tokenCredentials.consumer_key),
  oauth_token: z.literal(tokenCredentials.token_id),
  oauth_signature_method: z.literal('HMAC-SHA256'),
  oauth_timestamp: z.string().regex(/^\d+$/),
  oauth_nonce: z.string().min(6),
  oauth_version: z.literal('1.0'),
  oauth_signature: z.string(),
});

const WINDOW_SECONDS = 300;

/** How callers show who they are: with an access token, or with a signature on each request. */
export const openGate = ({ clock }: DoubleOptions, realm: string) => {
  const tokens = new Map<string, number>();
  const nonces = new Set<string>();
  let issued = 0;
  const now = (): number => Math.floor(clock().getTime() / 1000);

  const isSigned = (request: Request): boolean => {
    const given = (request.headers.get('Authorization') ?? '').slice('OAuth '.length).split(', ');
    const pairs = given.map((pair) => /^(\w+)="([^"]*)"$/.exec(pair)?.slice(1).map(decodeURIComponent) ?? []);
    const fields = oauthFields.safeParse(Object.fromEntries(pairs));
    if (!fields.success || fields.data.realm !== realm || nonces.has(fields.data.oauth_nonce)) return false;
    nonces.add(fields.data.oauth_nonce);
    const { origin, pathname, searchParams } = new URL(request.url);
    const { realm: _, oauth_signature, ...signed } = fields.data;
    const sorted = [...Object.entries(signed), ...searchParams].map((pair) => pair.map(encode).join('=')).sort();
    const base = [request.method, `${origin}${pathname}`, sorted.join('&')].map(encode).join('&');
    const key = [tokenCredentials.consumer_secret, tokenCredentials.token_secret].map(encode).join('&');
    const isRecent = Math.abs(Number(signed.oauth_timestamp) - now()) <= WINDOW_SECONDS;
    return isRecent && oauth_signature === createHmac('sha256', key).update(base).digest('base64');
  };

  return {
    grant: (request: Request, body: string): Response => {
      if (request.headers.get('Content-Type') !== 'application/x-www-form-urlencoded')
        return grantError('invalid_request');
      const form = tokenForm.safeParse(Object.fromEntries(new URLSearchParams(body)));
      if (!form.success) return grantError('invalid_request');
      try {
        if (!holds(form.data.client_assertion, request.url, now())) return grantError('invalid_client');
      } catch {
        return grantError('invalid_client');
      }
      issued += 1;
      const { token, response } = granted(issued);
      tokens.set(token, now() + HOUR_SECONDS);
      return response;
    },
    /** An answer for whoever may not come in. */
    refuse: (request: Request): Response | null => {
      const [scheme, token = ''] = (request.headers.get('Authorization') ?? '').split(' ');
      const isIn = scheme === 'OAuth' ? isSigned(request) : scheme === 'Bearer' && (tokens.get(token) ?? 0) > now();
      return isIn ? null : invalidLogin();
    },
    expire: (): void => tokens.clear(),
  };
};
