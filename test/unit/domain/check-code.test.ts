import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCheckCode, isOwnNonce, isRightCode, type CheckCode } from '#domain/check-code.ts';
import { keyRing, readApprovalLink, sign, signApprovalLink } from '#domain/links.ts';

const ring = keyRing.parse({ current: 'k1', k1: 'old-key-'.repeat(5) });
const rotated = keyRing.parse({ current: 'k2', k1: 'old-key-'.repeat(5), k2: 'new-key-'.repeat(5) });
const LINK = 'k1.bGluaw.bWFj';
const NOW = new Date('2026-11-23T12:00:00.000Z');
const hoursLater = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

const draw = (random: string, link = LINK): CheckCode => drawCheckCode(ring, 'prod', link, random, NOW);
const isRight = (given: CheckCode, link = LINK, now = NOW): boolean => isRightCode(ring, 'prod', link, given, now);

/** Any code point, lone surrogates among them. */
const anyCharacter = fc.integer({ min: 0, max: 0x10_ff_ff }).map((point) => String.fromCodePoint(point));

describe('a check code', () => {
  it('is four digits, never all equal, and right for the nonce it was drawn with', () => {
    fc.assert(
      fc.property(fc.string(), (random) => {
        const drawn = draw(random);
        expect(drawn.code).toMatch(/^\d{4}$/);
        expect(new Set(drawn.code).size).toBeGreaterThan(1);
        expect(isRight(drawn)).toBe(true);
      }),
    );
  });

  it('is spread evenly: no code comes often, none with equal digits ever', () => {
    const codes = Array.from({ length: 20_000 }, (_, index) => draw(String(index)).code);
    const counts = Map.groupBy(codes, (code) => code);
    expect(Math.max(...[...counts.values()].map(({ length }) => length))).toBeLessThan(15);
    expect(counts.size).toBeGreaterThan(8_000);
    for (const digit of '0123456789') expect(counts.has(digit.repeat(4))).toBe(false);
  });

  it('is drawn afresh for each rendering', () => {
    expect(draw('a').nonce).not.toBe(draw('b').nonce);
    expect(new Set(['a', 'b', 'c', 'd', 'e'].map((random) => draw(random).code)).size).toBeGreaterThan(1);
  });

  it('is wrong when it is any other code', () => {
    const drawn = draw('a');
    for (let code = 0; code < 10_000; code += 1) {
      const text = String(code).padStart(4, '0');
      expect(isRight({ ...drawn, code: text })).toBe(text === drawn.code);
    }
    for (const code of ['', ` ${drawn.code}`, `${drawn.code}0`]) expect(isRight({ ...drawn, code })).toBe(false);
  });

  it('is bound to its link and to its nonce', () => {
    const [one, other] = [draw('a'), draw('b')];
    expect(one.code).not.toBe(other.code);
    expect(isRight(one, 'k1.b3RoZXI.bWFj')).toBe(false);
    expect(isRight({ nonce: one.nonce, code: other.code })).toBe(false);
    expect(isRight({ nonce: other.nonce, code: one.code })).toBe(false);
  });

  it('is bound to stage and key, and lives through a rotation', () => {
    const drawn = draw('a');
    expect(isRightCode(ring, 'test', LINK, drawn, NOW)).toBe(false);
    expect(isRightCode(rotated, 'prod', LINK, drawn, NOW)).toBe(true);
    expect(isRightCode(keyRing.parse({ current: 'k2', k2: 'new-key-'.repeat(5) }), 'prod', LINK, drawn, NOW)).toBe(
      false,
    );
  });

  it('is worth nothing after twelve hours', () => {
    const drawn = draw('a');
    expect(isRight(drawn, LINK, hoursLater(11.999))).toBe(true);
    expect(isRight(drawn, LINK, hoursLater(12))).toBe(false);
    expect(isRight(drawn, LINK, hoursLater(24 * 365))).toBe(false);
  });

  it('works for the longest link there can be, and does not carry it', () => {
    const approverId = '承'.repeat(200);
    const most = Number.MAX_SAFE_INTEGER;
    const link = signApprovalLink(ring, 'prod', {
      companyId: most,
      projectId: most,
      number: most,
      approverId,
      epoch: most,
      notAfter: most,
    });
    const drawn = draw('a'.repeat(36), link);
    expect(isRight(drawn, link)).toBe(true);
    const [, payload = ''] = drawn.nonce.split('.');
    expect(Buffer.from(payload, 'base64url').toString()).not.toContain(link);
  });
});

describe('a nonce', () => {
  const drawn = draw('a');

  it('is wrong with any one character changed', () => {
    for (let at = 0; at < drawn.nonce.length; at += 1) {
      const other = drawn.nonce[at] === 'A' ? 'B' : 'A';
      expect(isRight({ ...drawn, nonce: drawn.nonce.slice(0, at) + other + drawn.nonce.slice(at + 1) })).toBe(false);
    }
  });

  it('is own to the link or session that it was drawn for, whatever code is typed beside it', () => {
    const isOwn = (boundTo: string, now = NOW, stage = 'prod') => isOwnNonce(ring, stage, boundTo, drawn.nonce, now);
    expect(isOwn(LINK)).toBe(true);
    expect(isOwn('k1.b3RoZXI.bWFj')).toBe(false);
    expect(isOwn(LINK, NOW, 'test')).toBe(false);
    expect([11.999, 12].map((hours) => isOwn(LINK, hoursLater(hours)))).toEqual([true, false]);
  });

  it('is no link, and a link is no nonce', () => {
    expect(readApprovalLink(ring, 'prod', drawn.nonce)).toBeNull();
    expect(isRight({ ...drawn, nonce: sign(ring, 'approval-link', 'prod', [LINK, 'a', 4_000_000_000]) })).toBe(false);
  });

  it('may be any text without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (nonce, code) => {
        expect(isRight({ nonce, code })).toBe(false);
      }),
    );
    expect(isRight({ nonce: sign(ring, 'approval-page', 'prod', []), code: '0001' })).toBe(false);
  });
});
