import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCheckCode, isOwnNonce } from '#domain/check-code.ts';
import { keyRing, readApprovalLink, sign, signApprovalLink, verify, type ApprovalLink } from '#domain/links.ts';
import { linkFingerprint, readSession, sealSession, SESSION_SECONDS, type Session } from '#domain/session.ts';
import { afterNoon, NOON } from '#test/support/records.ts';

const ring = keyRing.parse({ current: 'k1', k1: 'old-key-'.repeat(5) });
const rotated = keyRing.parse({ current: 'k2', k1: 'old-key-'.repeat(5), k2: 'new-key-'.repeat(5) });
const foreign = keyRing.parse({ current: 'k1', k1: 'new-key-'.repeat(5) });

const link: ApprovalLink = {
  companyId: 1,
  projectId: 42,
  number: 3,
  approverId: 'approver',
  epoch: 0,
  notAfter: 1_800_000_000,
};
const token = signApprovalLink(ring, 'prod', link);
const session: Session = { link, fingerprint: linkFingerprint(token), openedAt: NOON, isSignedIn: false };
const text = sealSession(ring, 'prod', session);

const read = (given: string, at = NOON): Session | null => readSession(ring, 'prod', given, at);

const whole = fc.maxSafeNat();
const anyLink: fc.Arbitrary<ApprovalLink> = fc.record({
  companyId: whole,
  projectId: whole,
  number: whole,
  approverId: fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
    .filter((id) => id.isWellFormed() && id.length <= 200),
  epoch: whole,
  notAfter: whole,
});

describe('a session', () => {
  it('says what was sealed, whatever the approver is called and whether they have signed in', () => {
    fc.assert(
      fc.property(anyLink, fc.boolean(), fc.nat(SESSION_SECONDS - 1), (of, isSignedIn, age) => {
        const opened = { link: of, fingerprint: linkFingerprint('x'), openedAt: NOON, isSignedIn };
        expect(read(sealSession(ring, 'prod', opened), afterNoon(age))).toEqual(opened);
      }),
    );
  });

  it('fits into a cookie, for the longest approver id there can be', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const longest = {
      companyId: most,
      projectId: most,
      number: most,
      approverId: '承'.repeat(200),
      epoch: most,
      notAfter: most,
    };
    const sealed = sealSession(ring, 'prod', { ...session, link: longest });
    expect(read(sealed)?.link).toEqual(longest);
    expect(sealed.length).toBeLessThan(2_000);
    expect(encodeURIComponent(sealed)).toBe(sealed);
  });

  it.each([
    [0, true],
    [SESSION_SECONDS - 1, true],
    [SESSION_SECONDS, false],
    [365 * 24 * SESSION_SECONDS, false],
  ])('that was opened %i seconds ago lives: %s', (age, lives) => {
    expect(read(text, afterNoon(age)) !== null).toBe(lives);
  });

  it('does not live longer for a sign-in in between', () => {
    const opened = read(text, afterNoon(3_000)) ?? session;
    const signedIn = sealSession(ring, 'prod', { ...opened, isSignedIn: true });
    expect(read(signedIn, afterNoon(SESSION_SECONDS - 1))).toEqual({ ...session, isSignedIn: true });
    expect(read(signedIn, afterNoon(SESSION_SECONDS))).toBeNull();
  });

  it('does not carry the link that it was opened with, nor a way back to it', () => {
    const [, payload = ''] = text.split('.');
    const [, , mac = ''] = token.split('.');
    expect(Buffer.from(payload, 'base64url').toString()).not.toContain(mac);
    expect(linkFingerprint(token)).toMatch(/^[0-9a-f]{16}$/);
    expect(linkFingerprint(token)).not.toBe(linkFingerprint(`${token}A`));
  });

  it('lives through a rotation of keys until the old one is retired', () => {
    expect(readSession(rotated, 'prod', text, NOON)).toEqual(session);
    expect(sealSession(rotated, 'prod', session).startsWith('k2.')).toBe(true);
    expect(readSession(keyRing.parse({ current: 'k2', k2: 'new-key-'.repeat(5) }), 'prod', text, NOON)).toBeNull();
  });
});

describe('T01: a session with one character changed', () => {
  it.each(Array.from(text, (character, at) => [at, character] as const))('is none at position %i', (at, character) => {
    const others = Array.from('ABab01-_.= é').filter((other) => other !== character);
    for (const other of others) expect(read(text.slice(0, at) + other + text.slice(at + 1))).toBeNull();
  });

  it('is none, whatever the character and wherever', () => {
    const character = fc.integer({ min: 0, max: 0x10_ff_ff }).map((point) => String.fromCodePoint(point));
    fc.assert(
      fc.property(anyLink, fc.boolean(), fc.nat(), character, (of, isSignedIn, place, other) => {
        const sealed = sealSession(ring, 'prod', { ...session, link: of, isSignedIn });
        const at = place % sealed.length;
        fc.pre(sealed[at] !== other);
        expect(read(sealed.slice(0, at) + other + sealed.slice(at + 1))).toBeNull();
        expect(read(sealed.slice(0, at) + sealed.slice(at + 1))).toBeNull();
        expect(read(sealed.slice(0, at) + other + sealed.slice(at))).toBeNull();
      }),
    );
  });

  it('is none with the sign-in of another', () => {
    const signedIn = sealSession(ring, 'prod', { ...session, isSignedIn: true });
    const [kid, payload] = signedIn.split('.');
    const [, , mac] = text.split('.');
    expect(read(`${kid}.${payload}.${mac}`)).toBeNull();
  });
});

describe('T05: a token made for something else', () => {
  const nonce = drawCheckCode(ring, 'prod', token, 'random', NOON).nonce;
  const memory = sign(ring, 'approval-sign-in', 'prod', ['state', 'nonce', 'verifier', 'bound', 4_000_000_000]);
  const tokens = { approval: token, session: text, nonce, memory };

  it('T05: a session, a nonce or a sign-in memory is no link, and a link is none of them', () => {
    const seen = Object.entries(tokens).map(([name, given]) => [
      name,
      {
        approval: readApprovalLink(ring, 'prod', given) !== null,
        session: read(given) !== null,
        nonce: isOwnNonce(ring, 'prod', token, given, NOON),
        memory: verify(ring, 'approval-sign-in', 'prod', given) !== null,
      },
    ]);
    const nothing = { approval: false, session: false, nonce: false, memory: false };
    expect(Object.fromEntries(seen)).toEqual({
      approval: { ...nothing, approval: true },
      session: { ...nothing, session: true },
      nonce: { ...nothing, nonce: true },
      memory: { ...nothing, memory: true },
    });
  });

  it('T05: the parts of a session are none under any other purpose', () => {
    const parts = verify(ring, 'approval-session', 'prod', text) ?? [];
    expect(read(sign(ring, 'approval-session', 'prod', parts))).toEqual(session);
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (purpose) => {
        fc.pre(purpose !== 'approval-session');
        expect(read(sign(ring, purpose, 'prod', parts))).toBeNull();
      }),
    );
  });

  it('T06: a session of another stage or another key is none', () => {
    expect(readSession(ring, 'test', text, NOON)).toBeNull();
    expect(read(sealSession(ring, 'test', session))).toBeNull();
    expect(read(sealSession(foreign, 'prod', session))).toBeNull();
    expect(readSession(foreign, 'prod', text, NOON)).toBeNull();
  });

  it('is no session when it is properly signed but says something else', () => {
    const parts = [1, 42, 3, 'approver', 0, 1_800_000_000];
    for (const others of [[], ['f'], ['f', 'soon', 1], ['f', '', 1]]) {
      expect(read(sign(ring, 'approval-session', 'prod', [...parts, ...others]))).toBeNull();
    }
    expect(
      read(sign(ring, 'approval-session', 'prod', ['one', 42, 3, 'a', 0, 1, 'f', NOON.getTime() / 1000, 1])),
    ).toBeNull();
  });

  it('is no session, whatever text it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3_000 }), (given) => {
        expect(read(given)).toBeNull();
      }),
    );
  });
});
