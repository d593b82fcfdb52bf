import type { Integration } from '#domain/integration.ts';
import type { Clock } from '#domain/ports.ts';
import { isGood, type AccessToken, type Grant } from '#erp/sign-in.ts';

/** Remembers the access tokens of each integration for as long as the container lives. Callers at the same moment share one sign-in. */
export const containerTokens = (
  clock: Clock,
): ((integration: Pick<Integration, 'company_id' | 'id'>) => AccessToken) => {
  const grants = new Map<string, Promise<Grant>>();
  return ({ company_id: companyId, id }) =>
    async (signIn, rejected) => {
      const key = `${companyId}/${id}`;
      const known = grants.get(key);
      // A sign-in that failed was told to whoever waited for it; the next caller tries again.
      const grant = await known?.catch(() => undefined);
      if (grant !== undefined && isGood(grant, clock(), rejected)) return grant.accessToken;
      // Another caller may have signed in again in the meantime.
      const current = grants.get(key);
      const next = current !== undefined && current !== known ? current : signIn.renew(null);
      grants.set(key, next);
      return (await next).accessToken;
    };
};
