import { createHash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ErpError } from '#domain/erp.ts';
import type { Clock } from '#domain/ports.ts';
import { isGood, type Grant, type SignIn } from '#erp/sign-in.ts';
import type { Published, SharedTokens, StoredLine, TokenLine } from '#erp/token-line.ts';

/**
 * A sign-in takes at most ten seconds (oauth.ts), and each of the two writes after it at most nine: four attempts of two
 * seconds (functions/aws/clients.ts). Whoever died with the lease is followed by another after so long.
 */
export const LEASE_MS = 40_000;

/** What the two writes may take. Whoever has less left of the lease writes nothing: another may have signed in already. */
const STORING_MS = 18_000;

/** Longer than the lease, so that of those who wait for a holder that died, one takes over. */
const PATIENCE_MS = 50_000;

/** A sign-in takes about a second. */
const ASK_EVERY_MS = 500;

/** Tokens are connected again a few times a year, and memories last minutes. */
const ENDED_KEPT = 20;

/** What a sign-in needs besides the ERP. */
export interface SharedSignInDeps {
  readonly clock: Clock;
  readonly tokens: SharedTokens;
  /** Waits so many milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
  readonly newHolder?: () => string;
}

/** Secrets are long and random: their hash tells nothing about them. */
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const grantOf = ({ line }: StoredLine): Grant => ({
  accessToken: line.access_token,
  expiresAt: line.expires_at,
  refreshToken: line.refresh_token,
});

/**
 * The line that counts. One that was stored after what is published is newer: its holder died before publishing it. Anything
 * else that is not what is published came too late, or the vault lags.
 */
const newestLine = async ({ vault }: SharedTokens, published: Published | null): Promise<StoredLine | null> => {
  const newest = await vault.read();
  if (newest === null || published === null || newest.version === published.version) return newest;
  return newest.line.number > published.number ? newest : ((await vault.read(published.version)) ?? newest);
};

const requireLiving = ({ ended }: TokenLine, first: string): void => {
  if (!ended.includes(first)) return;
  throw new ErpError(
    'unauthorized',
    'The stored sign-in of the ERP is a newer one than these credentials. An administrator must connect it again.',
  );
};

/** The refresh token to sign in with, and what of the next line is known before the ERP answers. */
const nextLine = (known: StoredLine | null, published: Published | null, firstRefreshToken: string) => {
  const first = sha256(firstRefreshToken);
  const number = Math.max(known?.line.number ?? 0, published?.number ?? 0) + 1;
  if (known === null) return { from: firstRefreshToken, begun: { number, first_sha256: first, ended: [] } };
  const { first_sha256, ended, refresh_token } = known.line;
  if (first_sha256 === first) return { from: refresh_token, begun: { number, first_sha256, ended } };
  requireLiving(known.line, first);
  const over = [...ended, first_sha256].slice(-ENDED_KEPT);
  return { from: firstRefreshToken, begun: { number, first_sha256: first, ended: over } };
};

const inErpWords = (cause: unknown): unknown =>
  cause instanceof ErpError
    ? cause
    : new ErpError('temporary', 'The tokens for the ERP could not be read or stored.', { cause });

const tooLate = (): ErpError =>
  new ErpError('temporary', 'The sign-in at the ERP took too long, and was left to the next call.');

/**
 * Signs in where each sign-in replaces the refresh token: one function at a time, and what it was given is stored before
 * anybody uses it. Others wait, and take what it stored.
 *
 * A holder may die between the ERP's answer and the storing. The next one then signs in with the token before, which both
 * vendors with such tokens go on to accept for a while: Xero for 30 minutes (community.xero.com, discussion 105714701),
 * QuickBooks Online for 24 hours (developer.intuit.com, OAuth FAQ). The lease is over long before.
 * @throws {ErpError} `unauthorized` when the line is lost: an administrator must connect the ERP again.
 */
export const sharedSignIn = async (
  { clock, tokens, pause = setTimeout, newHolder = randomUUID }: SharedSignInDeps,
  signIn: SignIn,
  rejected?: string,
): Promise<Grant> => {
  const firstRefreshToken = signIn.firstRefreshToken ?? '';
  const first = sha256(firstRefreshToken);
  const usable = (known: StoredLine | null): Grant | null => {
    if (known?.line.first_sha256 !== first) return null;
    const grant = grantOf(known);
    return isGood(grant, clock(), rejected) ? grant : null;
  };

  const signInAndStore = async (holder: string, until: number, published: Published | null): Promise<Grant> => {
    const known = await newestLine(tokens, published);
    // Somebody may have signed in between the look and the lease.
    const stored = usable(known);
    if (stored !== null) return stored;
    const { from, begun } = nextLine(known, published, firstRefreshToken);
    const grant = await signIn.renew(from);
    if (clock().getTime() + STORING_MS > until) throw tooLate();
    // RFC 6749, 6: an answer without a refresh token leaves the old one in force.
    const refreshToken = grant.refreshToken ?? from;
    const { accessToken: access_token, expiresAt: expires_at } = grant;
    const version = await tokens.vault.write({ ...begun, refresh_token: refreshToken, access_token, expires_at });
    if (!(await tokens.lease.publish(holder, { number: begun.number, version }))) throw tooLate();
    return { ...grant, refreshToken };
  };

  const attempt = async (): Promise<Grant | null> => {
    const stored = usable(await newestLine(tokens, await tokens.lease.published()));
    if (stored !== null) return stored;
    const holder = newHolder();
    const until = clock().getTime() + LEASE_MS;
    const { isTaken, published } = await tokens.lease.take(holder, new Date(until));
    if (!isTaken) return null;
    try {
      return await signInAndStore(holder, until, published);
    } finally {
      // When it cannot be given back, it ends by itself.
      await tokens.lease.release(holder).catch(() => undefined);
    }
  };

  const giveUpAt = clock().getTime() + PATIENCE_MS;
  try {
    for (;;) {
      const grant = await attempt();
      if (grant !== null) return grant;
      if (clock().getTime() >= giveUpAt) throw new ErpError('temporary', 'The sign-in at the ERP takes too long.');
      await pause(ASK_EVERY_MS);
    }
  } catch (error) {
    throw inErpWords(error);
  }
};
