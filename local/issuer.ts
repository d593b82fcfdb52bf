import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import * as z from 'zod';
import type { Json } from '#local/json.ts';
import { AUDIENCE, claimsOf, CLIENT_ID } from '#local/people.ts';
import { readOrMake } from '#local/private-file.ts';

const ALGORITHM = 'RS256';
const KEY_ID = 'local';

/** Scopes whose claims are in every token; others are not granted. */
export const SCOPES: readonly string[] = ['openid', 'profile', 'email'];

/** How long a token is good. */
export const TOKEN_SECONDS = 8 * 60 * 60;

/** How somebody signed in. */
export interface SignIn {
  /** What the client will look for in the token, so that nobody gives it another one. */
  readonly nonce: string | null;
  readonly signedInAt: Date;
}

/** The machine's own identity provider: it signs tokens for whoever asks. */
export interface Issuer {
  readonly url: string;
  /** A token for the API, or null when nobody is called that. */
  token(username: string): Promise<string | null>;
  /** A token that tells the client who signed in, or null when nobody is called that. */
  idToken(username: string, signIn: SignIn): Promise<string | null>;
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

const secondsSince1970 = (at: Date): number => Math.floor(at.getTime() / 1000);

/**
 * The issuer at `url`. Its key stands in `keyFile` and is made when there is none, so tokens survive a restart.
 * @throws {Error} when the file holds no key.
 */
export const openIssuer = async (keyFile: string, url: string, clock: () => Date): Promise<Issuer> => {
  const secret = rsaKey.parse(JSON.parse(await readOrMake(keyFile, newKey)));
  const key = await importJWK(secret, ALGORITHM);
  const { kty, n, e } = secret;
  const jwks = { keys: [{ kty, n, e, kid: KEY_ID, alg: ALGORITHM, use: 'sig' }] };
  const sign = async (username: string, audience: string, more: JWTPayload): Promise<string | null> => {
    const claims = claimsOf(username);
    const now = secondsSince1970(clock());
    return (
      claims &&
      new SignJWT({ ...claims, ...more })
        .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID, typ: 'JWT' })
        .setIssuer(url)
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(now + TOKEN_SECONDS)
        .sign(key)
    );
  };
  return {
    url,
    token: (username) => sign(username, AUDIENCE, {}),
    idToken: (username, { nonce, signedInAt }) =>
      sign(username, CLIENT_ID, { auth_time: secondsSince1970(signedInAt), ...(nonce !== null && { nonce }) }),
    discovery: {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks.json`,
      scopes_supported: [...SCOPES],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      authorization_response_iss_parameter_supported: true,
      id_token_signing_alg_values_supported: [ALGORITHM],
      subject_types_supported: ['public'],
    },
    jwks,
    keys: createLocalJWKSet(jwks),
  };
};
