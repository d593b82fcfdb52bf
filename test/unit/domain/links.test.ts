import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  keyRing,
  readApprovalLink,
  sign,
  signApprovalLink,
  verify,
  type ApprovalLink,
  type KeyRing,
} from '#domain/links.ts';

const OLD = 'old-key-'.repeat(5);
const NEW = 'new-key-'.repeat(5);
const ring: KeyRing = keyRing.parse({ current: 'k1', k1: OLD });
const rotated: KeyRing = keyRing.parse({ current: 'k2', k1: OLD, k2: NEW });
const retired: KeyRing = keyRing.parse({ current: 'k2', k2: NEW });

const link: ApprovalLink = {
  companyId: 1,
  projectId: 42,
  number: 3,
  approverId: 'approver',
  epoch: 0,
  notAfter: 1_800_000_000,
};
const token = signApprovalLink(ring, 'prod', link);

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

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const CHARACTERS = Array.from(ALPHABET);

/** Any code point, lone surrogates among them. */
const anyCharacter = fc.integer({ min: 0, max: 0x10_ff_ff }).map((point) => String.fromCodePoint(point));

describe('an approval link', () => {
  it('says what was signed, whatever the approver is called', () => {
    fc.assert(
      fc.property(anyLink, (signed) => {
        expect(readApprovalLink(ring, 'prod', signApprovalLink(ring, 'prod', signed))).toEqual(signed);
      }),
    );
  });

  it('holds the longest approver id there can be', () => {
    for (const character of ['x', '承', '😀']) {
      const longest = { ...link, approverId: character.repeat(200 / character.length) };
      expect(readApprovalLink(ring, 'prod', signApprovalLink(ring, 'prod', longest))).toEqual(longest);
    }
  });

  it('is the same for the same request and approver, and only for them', () => {
    expect(signApprovalLink(ring, 'prod', { ...link })).toBe(token);
    fc.assert(
      fc.property(anyLink, anyLink, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(signApprovalLink(ring, 'prod', one) === signApprovalLink(ring, 'prod', other)).toBe(same);
      }),
    );
  });

  it('fits into a URL as it is', () => {
    fc.assert(
      fc.property(anyLink, (signed) => {
        const text = signApprovalLink(ring, 'prod', signed);
        expect(encodeURIComponent(text)).toBe(text);
      }),
    );
  });
});

describe('T01: a link with one character changed', () => {
  it.each(Array.from(token, (character, at) => [at, character] as const))('is none at position %i', (at, character) => {
    for (const other of [...CHARACTERS, '.', '=', '+', '/', '%', ' ', 'é']) {
      if (other === character) continue;
      expect(readApprovalLink(ring, 'prod', token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
    }
  });

  it('is none when a character is missing or added', () => {
    for (let at = 0; at <= token.length; at += 1) {
      if (at < token.length)
        expect(readApprovalLink(ring, 'prod', token.slice(0, at) + token.slice(at + 1))).toBeNull();
      expect(readApprovalLink(ring, 'prod', `${token.slice(0, at)}A${token.slice(at)}`)).toBeNull();
    }
  });

  it('is none in another spelling of the same bytes', () => {
    const [kid = '', payload = '', mac = ''] = token.split('.');
    const last = ALPHABET.indexOf(mac.at(-1) ?? '');
    const siblings = [1, 2, 3].map((bits) => mac.slice(0, -1) + (ALPHABET[(last & ~3) | ((last & 3) ^ bits)] ?? ''));
    for (const sibling of siblings) {
      expect(Buffer.from(sibling, 'base64url')).toEqual(Buffer.from(mac, 'base64url'));
      expect(readApprovalLink(ring, 'prod', `${kid}.${payload}.${sibling}`)).toBeNull();
    }
    expect(readApprovalLink(ring, 'prod', `${token}=`)).toBeNull();
    expect(readApprovalLink(ring, 'prod', `${token}\n`)).toBeNull();
  });
});

describe('T04: a link that names its own key or algorithm', () => {
  it.each([
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.',
    `none.${token.split('.').slice(1).join('.')}`,
    token.replace('k1.', '../../dev/null.'),
    token.replace('k1.', 'current.'),
    token.replace('k1.', '__proto__.'),
    token.replace('k1.', 'constructor.'),
    token.replace('k1.', 'https://evil.example/key.'),
  ])('is none: %s', (text) => {
    expect(readApprovalLink(ring, 'prod', text)).toBeNull();
  });
});

describe('T05, T06: a token made for something else', () => {
  it('is no approval link when another purpose, stage or key signed it', () => {
    const parts = [1, 42, 3, 'approver', 0, 1_800_000_000];
    expect(verify(ring, 'approval-link', 'prod', sign(ring, 'approval-link', 'prod', parts))).toEqual(
      parts.map(String),
    );
    expect(readApprovalLink(ring, 'prod', sign(ring, 'approval-page', 'prod', parts))).toBeNull();
    expect(readApprovalLink(ring, 'prod', signApprovalLink(ring, 'test', link))).toBeNull();
    const foreign = keyRing.parse({ current: 'k1', k1: NEW });
    expect(readApprovalLink(ring, 'prod', signApprovalLink(foreign, 'prod', link))).toBeNull();
  });

  it('is none whatever other purpose, stage or key it is', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(text, text, (purpose, stage) => {
        fc.pre(purpose !== 'approval-link' || stage !== 'prod');
        expect(verify(ring, 'approval-link', 'prod', sign(ring, purpose, stage, ['a']))).toBeNull();
      }),
    );
  });

  it('is none when purpose, stage and key id only look alike once joined', () => {
    expect(verify(ring, 'av1', 'b', sign(ring, 'a', 'v1b', ['x']))).toBeNull();
    const shifted = keyRing.parse({ current: '1', 1: OLD });
    const [, payload = '', mac = ''] = sign(ring, 'a', 'prod', ['x']).split('.');
    expect(verify(shifted, 'a', 'prodk', `1.${payload}.${mac}`)).toBeNull();
  });

  it('is none when it is properly signed but says something else', () => {
    for (const parts of [
      [],
      [1, 42, 3, 'approver', 0],
      [1, 42, 3, 'approver', 0, 1, 2],
      ['one', 42, 3, 'approver', 0, 1],
      [-1, 42, 3, 'a', 0, 1],
    ]) {
      expect(readApprovalLink(ring, 'prod', sign(ring, 'approval-link', 'prod', parts))).toBeNull();
    }
  });
});

describe('T19: rotation of keys', () => {
  it('lets links of the previous key work until it is retired', () => {
    expect(readApprovalLink(rotated, 'prod', token)).toEqual(link);
    expect(readApprovalLink(retired, 'prod', token)).toBeNull();
  });

  it('signs with the current key', () => {
    const fresh = signApprovalLink(rotated, 'prod', link);
    expect(fresh.startsWith('k2.')).toBe(true);
    expect(readApprovalLink(rotated, 'prod', fresh)).toEqual(link);
    expect(readApprovalLink(ring, 'prod', fresh)).toBeNull();
  });

  it('refuses a ring without its current key or with a short one', () => {
    expect(keyRing.safeParse({ current: 'k3', k1: OLD }).success).toBe(false);
    expect(keyRing.safeParse({ current: 'k1', k1: 'short' }).success).toBe(false);
    expect(keyRing.safeParse({ k1: OLD }).success).toBe(false);
  });
});

describe('malformed text', () => {
  it('is no link and no error', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 3_000 }), (text) => {
        expect(readApprovalLink(ring, 'prod', text)).toBeNull();
      }),
    );
    for (const text of ['', '.', '..', 'k1..', 'k1.a.b', `k1.${'A'.repeat(100_000)}.${'A'.repeat(43)}`]) {
      expect(readApprovalLink(ring, 'prod', text)).toBeNull();
    }
  });

  it('is none in the form of a link either', () => {
    const base64url = (length: number) =>
      fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: length, maxLength: length });
    fc.assert(
      fc.property(
        fc.constantFrom('k1', 'k2', 'k3'),
        fc.nat(200).chain((length) => base64url(length + 1)),
        base64url(43),
        (...shape) => {
          expect(readApprovalLink(rotated, 'prod', shape.join('.'))).toBeNull();
        },
      ),
    );
  });
});
