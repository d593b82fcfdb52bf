import {
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  createLocalJWKSet,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import * as z from 'zod';
import type { Json } from '#local/json.ts';
import { AUDIENCE, claimsOf } from '#local/people.ts';
import { readOrMake } from '#local/private-file.ts';

const ALGORITHM = 'RS256';
const KEY_ID = 'local';

/** How long a token is good. */
export const TOKEN_SECONDS = 8 * 60 * 60;

/** The machine's own identity provider: it signs tokens for whoever asks. */
export interface Issuer {
  /** A token for a user, or null when nobody is called that. */
  token(username: string): Promise<string | null>;
  /** Answers of its own paths. */
  readonly discovery: Json;
  readonly jwks: { readonly keys: JWK[] };
  /** What the authoriser verifies with. */
  readonly keys: JWTVerifyGetKey;
}

const rsaKey = z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string() }).catchall(z.string());

const newKey = async (): Promise<string> => {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
};

/**
 * The issuer at `url`. Its key stands in `keyFile` and is made when there is none, so tokens survive a restart.
 * @throws {Error} when the file holds no key.
 */
export const openIssuer = async (keyFile: string, url: string, clock: () => Date): Promise<Issuer> => {
  const secret = rsaKey.parse(JSON.parse(await readOrMake(keyFile, newKey)));
  const key = await importJWK(secret, ALGORITHM);
  const { kty, n, e } = secret;
  const jwks = { keys: [{ kty, n, e, kid: KEY_ID, alg: ALGORITHM, use: 'sig' }] };
  return {
    token: async (username) => {
      const claims = claimsOf(username);
      const now = Math.floor(clock().getTime() / 1000);
      return (
        claims &&
        new SignJWT({ ...claims })
          .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID, typ: 'JWT' })
          .setIssuer(url)
          .setAudience(AUDIENCE)
          .setIssuedAt(now)
          .setExpirationTime(now + TOKEN_SECONDS)
          .sign(key)
      );
    },
    discovery: {
      issuer: url,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks.json`,
      id_token_signing_alg_values_supported: [ALGORITHM],
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
    },
    jwks,
    keys: createLocalJWKSet(jwks),
  };
};
