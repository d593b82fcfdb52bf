import type { ErpAnswer } from '#erp/http.ts';

/** What a sign-in at an ERP gave. */
export interface Grant {
  readonly accessToken: string;
  /** When it ends; ISO 8601. */
  readonly expiresAt: string;
  /** What the next sign-in needs; null where none is given. */
  readonly refreshToken: string | null;
}

/** How a connector signs in. */
export interface SignIn {
  /**
   * The refresh token of the credentials, where people connected the ERP once and each sign-in replaces the token: then one
   * function at a time signs in, and what it was given is stored before anybody uses it (shared-sign-in.ts); the connector
   * has `rotates_tokens`. Null where a sign-in may be repeated as one likes: each container then keeps its own.
   */
  readonly firstRefreshToken: string | null;
  /** Signs in, with the newest refresh token there is. @throws {ErpError} */
  renew(refreshToken: string | null): Promise<Grant>;
}

/**
 * An access token of the integration that is good for another minute, from what is remembered or by signing in.
 * `rejected`: the one that the ERP has just refused, which is not given again.
 * @throws {ErpError}
 */
export type AccessToken = (signIn: SignIn, rejected?: string) => Promise<string>;

/** A token that ends within this time is not begun with: a request may take as long. */
export const RENEW_BEFORE_MS = 60_000;

/** True while a token can be begun with. */
export const isGood = (grant: Pick<Grant, 'accessToken' | 'expiresAt'>, now: Date, rejected?: string): boolean =>
  grant.accessToken !== rejected && Date.parse(grant.expiresAt) - RENEW_BEFORE_MS > now.getTime();

/**
 * Makes a call with a token. An ERP answers 401 before it works on a call, so the call is then made once more with a new token,
 * also one that writes.
 */
export const signedIn = async (
  accessToken: AccessToken,
  signIn: SignIn,
  call: (token: string) => Promise<ErpAnswer>,
): Promise<ErpAnswer> => {
  const token = await accessToken(signIn);
  const answer = await call(token);
  return answer.status === 401 ? call(await accessToken(signIn, token)) : answer;
};
