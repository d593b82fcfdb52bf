import type { Integration } from '#domain/integration.ts';
import type { Clock } from '#domain/ports.ts';
import { isGood, type AccessToken, type Grant } from '#erp/sign-in.ts';
import type { SharedTokens } from '#erp/token-line.ts';

/** What access tokens are got for. */
export type TokenOwner = Pick<Integration, 'company_id' | 'id' | 'erp'>;

/** Gives what all functions share about an integration's tokens, where its refresh tokens are replaced by each sign-in. */
export type SharedTokensOf = (owner: TokenOwner) => SharedTokens;

/**
 * Remembers the access tokens of each integration for as long as the container lives. Callers at the same moment share one
 * sign-in. `madeFrom` stands for settings and credentials: when these change, a new sign-in follows at once.
 */
export const containerTokens = (
  clock: Clock,
  sharedTokensOf: SharedTokensOf,
  pause?: (milliseconds: number) => Promise<unknown>,
): ((owner: TokenOwner, madeFrom: string) => AccessToken) => {
  const grants = new Map<string, { readonly madeFrom: string; readonly grant: Promise<Grant> }>();
  return (owner, madeFrom) => async (how, rejected) => {
    const key = `${owner.company_id}/${owner.id}/${owner.erp}`;
    const remembered = () => {
      const entry = grants.get(key);
      return entry?.madeFrom === madeFrom ? entry.grant : undefined;
    };
    const signIn = async (): Promise<Grant> => {
      if (how.firstRefreshToken === null) return how.renew(null);
      const { sharedSignIn } = await import('#erp/shared-sign-in.ts');
      return sharedSignIn({ clock, tokens: sharedTokensOf(owner), ...(pause && { pause }) }, how, rejected);
    };
    for (let known = remembered(); known !== undefined;) {
      // A sign-in that failed was told to whoever began it; who waited for it tries by himself.
      const grant = await known.catch(() => undefined);
      if (grant !== undefined && isGood(grant, clock(), rejected)) return grant.accessToken;
      // Another caller may have signed in again in the meantime.
      const current = remembered();
      known = current === known ? undefined : current;
    }
    const next = signIn();
    grants.set(key, { madeFrom, grant: next });
    return (await next).accessToken;
  };
};
