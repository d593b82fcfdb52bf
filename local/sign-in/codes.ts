import { randomBytes } from 'node:crypto';

/** How long a code is good: a client redeems it at once. */
const CODE_MS = 60_000;

/** What a code stands for. */
export interface CodeGrant {
  readonly username: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scope: string;
  readonly nonce: string | null;
  readonly signedInAt: Date;
}

/** The authorization codes that this process gave out and nobody has redeemed yet. */
export class Codes {
  readonly #clock: () => Date;
  readonly #grants = new Map<string, CodeGrant>();

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  issue(grant: Omit<CodeGrant, 'signedInAt'>): string {
    for (const [code, { signedInAt }] of this.#grants) if (this.#isOld(signedInAt)) this.#grants.delete(code);
    const code = randomBytes(32).toString('base64url');
    this.#grants.set(code, { ...grant, signedInAt: this.#clock() });
    return code;
  }

  /** What a code stands for, once; null when it is unknown, too old, or was redeemed before. */
  redeem(code: string): CodeGrant | null {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    return grant && !this.#isOld(grant.signedInAt) ? grant : null;
  }

  #isOld(since: Date): boolean {
    return this.#clock().getTime() - since.getTime() >= CODE_MS;
  }
}
