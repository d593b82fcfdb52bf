import { callerOf, claims, type Caller } from '#domain/caller.ts';
import { DomainError } from '#domain/errors.ts';
import type { HttpRequest } from '#middleware/http-event.ts';

const payloadOf = (authorization: string): unknown => {
  const payload = /^Bearer [\w-]+\.([\w-]+)\.[\w-]*$/i.exec(authorization)?.[1] ?? '';
  try {
    const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return parsed;
  } catch {
    return null;
  }
};

/**
 * The caller, from the payload of the token that the API's JWT authoriser has already verified. The authoriser hands claims
 * on as flat strings, which nested claims do not survive; hence the header.
 * @throws {DomainError} `unauthenticated` when a claim is missing or malformed
 */
export const callerFrom = ({ headers }: HttpRequest): Caller => {
  const parsed = claims.safeParse(payloadOf(headers['authorization'] ?? ''));
  if (!parsed.success) throw new DomainError('unauthenticated', 'The token lacks the claims this service needs.');
  return callerOf(parsed.data);
};
