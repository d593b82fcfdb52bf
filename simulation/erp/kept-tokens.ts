import { isGood, type AccessToken, type Grant } from '#erp/sign-in.ts';

/**
 * Keeps what sign-ins gave across all processes, for ERPs whose refresh tokens change with each use. A sign-in happens at once
 * and is never lost: that one function at a time signs in, and what a crash leaves, is tried in test/unit/aws.
 */
export class KeptTokens {
  /** While it is true, calls reach the ERP without travelling. */
  isSigningIn = false;
  #grant: Grant | null = null;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly accessToken: AccessToken = async (signIn, rejected) => {
    if (this.#grant !== null && isGood(this.#grant, new Date(this.#now()), rejected)) return this.#grant.accessToken;
    this.isSigningIn = true;
    try {
      this.#grant = await signIn.renew(this.#grant?.refreshToken ?? signIn.firstRefreshToken);
      return this.#grant.accessToken;
    } finally {
      this.isSigningIn = false;
    }
  };
}
