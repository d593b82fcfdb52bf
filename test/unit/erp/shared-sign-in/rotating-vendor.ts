import { ErpError } from '#domain/erp.ts';
import type { Grant } from '#erp/sign-in.ts';

/** As Xero's: the token before is taken for so long after it was replaced. */
export const GRACE_MS = 30 * 60_000;

export const LIFE_MS = 30 * 60_000;

/** An authorization server that replaces refresh tokens. */
export class RotatingVendor {
  signIns = 0;
  /** The newest token and when it replaced the one before, as of the first sign-in that was refused. */
  lost: { readonly newest: string; readonly replacedAt: number; readonly at: number } | null = null;
  #newest: string;
  #before: string | null = null;
  #replacedAt = 0;

  constructor(firstToken: string) {
    this.#newest = firstToken;
  }

  /** People connect the ERP again. */
  connect(firstToken: string): void {
    [this.#newest, this.#before] = [firstToken, null];
  }

  /** The strictest reading of a grace: whoever comes with the token before gets new ones, and those between are dead. */
  signIn(token: string, now: number): Grant {
    const isInGrace = token === this.#before && now < this.#replacedAt + GRACE_MS;
    if (token !== this.#newest && !isInGrace) {
      this.lost ??= { newest: this.#newest, replacedAt: this.#replacedAt, at: now };
      throw new ErpError('unauthorized', 'The ERP does not accept the sign-in (invalid_grant).');
    }
    this.signIns += 1;
    // A grace begins once: else a token could be used forever.
    if (token === this.#newest) this.#replacedAt = now;
    [this.#newest, this.#before] = [`refresh-${this.signIns}`, token];
    return {
      accessToken: `access-${this.signIns}`,
      expiresAt: new Date(now + LIFE_MS).toISOString(),
      refreshToken: this.#newest,
    };
  }
}
