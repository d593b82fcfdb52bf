import { describe, expect, it } from 'vitest';
import { ErpError } from '#domain/erp.ts';
import { LEASE_MS, sharedSignIn } from '#erp/shared-sign-in.ts';
import type { SharedTokens } from '#erp/token-line.ts';
import { memoryTokens } from '#simulation/aws/shared-tokens.ts';
import { RotatingVendor } from './rotating-vendor.ts';

const underTest = () => {
  const time = { now: Date.parse('2026-11-27T09:00:00.000Z') };
  const clock = () => new Date(time.now);
  const store = memoryTokens(clock);
  const vendor = new RotatingVendor('first');
  const pause = async (milliseconds: number) => void (time.now += milliseconds);
  const signIn = async (firstRefreshToken = 'first', rejected?: string, tokens: SharedTokens = store) => {
    const renew = async (token: string | null) => vendor.signIn(token ?? '', time.now);
    return (await sharedSignIn({ clock, tokens, pause }, { firstRefreshToken, renew }, rejected)).accessToken;
  };
  return { time, clock, store, vendor, pause, signIn };
};

describe('a shared sign-in', () => {
  it('is made once by those who ask at the same moment: the others take what it stored', async () => {
    const { signIn, vendor } = underTest();
    expect(await Promise.all(Array.from({ length: 5 }, () => signIn()))).toEqual(Array(5).fill('access-1'));
    expect(vendor.signIns).toBe(1);
  });

  it('is made with the newest refresh token when the access token ends, or is refused', async () => {
    const { signIn, time, vendor } = underTest();
    expect(await signIn()).toBe('access-1');
    time.now += 31 * 60_000;
    expect(await signIn()).toBe('access-2');
    expect(await Promise.all([signIn('first', 'access-2'), signIn('first', 'access-2')])).toEqual([
      'access-3',
      'access-3',
    ]);
    expect(vendor.signIns).toBe(3);
  });

  it('begins a new line at once with a new first token, and never goes back to an old one', async () => {
    const { signIn, store, vendor } = underTest();
    await signIn();
    vendor.connect('second');
    expect(await signIn('second')).toBe('access-2');
    await expect(signIn('first')).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(vendor.lost).toBeNull();
    expect(await signIn('second')).toBe('access-2');
    expect(JSON.stringify(store.versions.map(({ line }) => [line.first_sha256, line.ended]))).not.toMatch(
      /first|second/,
    );
  });

  it('waits for the lease of a holder that died, and signs in with the token before, within its grace', async () => {
    const { signIn, store, time, vendor } = underTest();
    await signIn();
    // It has signed in, and died before it stored anything.
    await store.lease.take('the dead', new Date(time.now + LEASE_MS));
    vendor.signIn('refresh-1', time.now);
    const began = time.now;
    expect(await signIn('first', 'access-1')).toBe('access-3');
    expect(time.now - began).toBeGreaterThanOrEqual(LEASE_MS);
    expect(time.now - began).toBeLessThan(LEASE_MS + 2_000);
  });

  it('of a line that is lost is told to an administrator', async () => {
    const { signIn, vendor } = underTest();
    await signIn();
    vendor.connect('somebody connected it elsewhere');
    await expect(signIn('first', 'access-1')).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('is not repeated for a vault that shows an older version than the one that counts', async () => {
    const { signIn, store, vendor } = underTest();
    await signIn();
    await signIn('first', 'access-1');
    const read = async (version?: string) => store.vault.read(version ?? 'v1');
    expect(await signIn('first', undefined, { ...store, vault: { ...store.vault, read } })).toBe('access-2');
    expect(vendor.signIns).toBe(2);
  });

  it('is not repeated by whoever gets the lease just after another has given it back', async () => {
    const { signIn, store, vendor } = underTest();
    const take: SharedTokens['lease']['take'] = async (holder, until) => {
      await signIn();
      return store.lease.take(holder, until);
    };
    expect(await signIn('first', undefined, { ...store, lease: { ...store.lease, take } })).toBe('access-1');
    expect(vendor.signIns).toBe(1);
  });

  it('goes by what is published, though a holder that came too late stored another version after it', async () => {
    const { signIn, store, vendor } = underTest();
    await signIn();
    await signIn('first', 'access-1');
    const [older] = store.versions;
    await store.vault.write({ ...older!.line, access_token: 'too late' });
    expect(await signIn()).toBe('access-2');
    expect(vendor.signIns).toBe(2);
  });

  it('goes by what was stored last, though its holder died before it could publish it', async () => {
    const { signIn, store, vendor } = underTest();
    await signIn();
    const [stored] = store.versions;
    await store.vault.write({ ...stored!.line, number: 2, access_token: 'not published' });
    expect(await signIn()).toBe('not published');
    expect(vendor.signIns).toBe(1);
  });

  it('whose lease somebody else took over meanwhile is not used', async () => {
    const { signIn, store } = underTest();
    const publish = async () => false;
    await expect(signIn('first', undefined, { ...store, lease: { ...store.lease, publish } })).rejects.toMatchObject({
      kind: 'temporary',
    });
  });

  it('that came too late to store its tokens stores none, and says so', async () => {
    const { clock, store, time, pause } = underTest();
    const renew = async () => {
      time.now += LEASE_MS;
      return { accessToken: 'late', expiresAt: new Date(time.now + 3_600_000).toISOString(), refreshToken: 'late' };
    };
    const late = sharedSignIn({ clock, tokens: store, pause }, { firstRefreshToken: 'first', renew });
    await expect(late).rejects.toMatchObject({ kind: 'temporary' });
    expect(store.versions).toEqual([]);
  });

  it.each([
    ['the vault', (tokens: SharedTokens): SharedTokens => ({ ...tokens, vault: { ...tokens.vault, read: refuse } })],
    ['the lease', (tokens: SharedTokens): SharedTokens => ({ ...tokens, lease: { ...tokens.lease, take: refuse } })],
  ])('is worth a repeat when %s cannot be reached', async (_, broken) => {
    const { signIn, store } = underTest();
    const failed: unknown = await signIn('first', undefined, broken(store)).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ErpError);
    expect(failed).toMatchObject({ kind: 'temporary' });
  });
});

const refuse = () => Promise.reject(new Error('down'));
