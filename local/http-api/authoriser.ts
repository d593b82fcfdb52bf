import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { JwtAuthorizer } from '#local/http-api/routes.ts';

/** How the HTTP API hands claims on: as flat strings. Nested ones come in a form that is not JSON, and cannot be read back. */
const flat = (claim: unknown): string => {
  if (Array.isArray(claim)) return `[${claim.map(flat).join(' ')}]`;
  if (typeof claim === 'object' && claim !== null) {
    return `map[${Object.entries(claim)
      .map(([key, value]) => `${key}:${flat(value)}`)
      .join(' ')}]`;
  }
  return String(claim);
};

const flatClaims = (payload: JWTPayload): Record<string, string> =>
  Object.fromEntries(Object.entries(payload).map(([name, claim]) => [name, flat(claim)]));

/** The claims of a request's bearer token; null when there is none, or it is not for this API. */
export const authorise = async (
  authorization: string | undefined,
  { issuer, audience }: JwtAuthorizer,
  keys: JWTVerifyGetKey,
): Promise<Readonly<Record<string, string>> | null> => {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return null;
  try {
    const options = { issuer, audience: [...audience], algorithms: ['RS256'], requiredClaims: ['exp'] };
    return flatClaims((await jwtVerify(token, keys, options)).payload);
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
};
