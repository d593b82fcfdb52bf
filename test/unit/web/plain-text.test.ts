import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt, plainLines, plainText } from '#web/plain-text.ts';
import { anyText } from './hostile-text.ts';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Format characters that are seen, such as the Arabic number sign. */
const SEEN_FORMAT = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\u{13430}-\u{1343f}]/gu;

describe('T37: plainText', () => {
  it.each([
    ['bidi override', 'fdp.\u202Eexe', 'fdp.exe'],
    ['bidi isolates and marks', '\u2066a\u2067b\u2068c\u2069\u200e\u200f\u061c', 'abc'],
    ['zero-width characters', 'Ac\u200bm\u200ce\u200d\u2060\ufeff', 'Acme'],
    ['soft hyphen and variation selector', 'co\u00adop\ufe0f', 'coop'],
    ['tags', 'a\u{e0041}\u{e007f}', 'a'],
    ['Hangul fillers', '\u3164\uffa0\u115f', ''],
    ['annotation marks', '\ufff9a\ufffab\ufffb', 'ab'],
    ['controls', 'a\u0000b\u001bc\u007fd\u0085e', 'abcd e'],
    ['header-like lines', 'Bridge\r\nBcc: evil@example.com', 'Bridge Bcc: evil@example.com'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a b c'],
    ['lone surrogates', 'a\ud800b\udc00', 'ab'],
    ['four-byte characters', '𝔘 😀', '𝔘 😀'],
    ['stacked marks', `Z${'\u0301'.repeat(50)}!`, `Z${'\u0301'.repeat(4)}!`],
    ['spaces of all kinds', ' a\t\u00a0\u3000b ', 'a b'],
  ])('%s', (_, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('keeps letters of every script as they are', () => {
    const text = 'Straße Ñandú Łódź Москва 東京 مركز ירושלים ไทย हिन्दी';
    expect(plainText(text)).toBe(text);
  });

  it('leaves nothing unseen and changes nothing the second time, whatever was typed', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const plain = plainText(text);
        expect(plain.replace(SEEN_FORMAT, '')).not.toMatch(UNSEEN);
        expect(plain).not.toMatch(/^\s|\s$|\s\s/u);
        expect(plainText(plain)).toBe(plain);
      }),
    );
  });
});

describe('plainLines', () => {
  it('keeps lines and nothing else that is unseen', () => {
    expect(plainLines('a\r\nb\rc\u0085d\u202e\te')).toBe('a\nb\nc\nd e');
  });
});

describe('excerpt', () => {
  it('leaves short texts alone and cuts long ones between characters', () => {
    expect(excerpt('bridge', 6)).toBe('bridge');
    expect(excerpt('bridges', 6)).toBe('bridg…');
    expect(excerpt('😀😀😀', 3)).toBe('😀😀😀');
    expect(excerpt('😀😀😀', 2)).toBe('😀…');
  });

  it('is never longer than asked and never breaks a character', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (text, max) => {
        const cut = excerpt(plainText(text), max);
        expect(Array.from(cut).length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});
