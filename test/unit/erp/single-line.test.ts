import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { singleLine } from '#erp/single-line.ts';

describe('singleLine', () => {
  it.each([
    ['Library', 'Library'],
    ['  two\r\nlines\tand a tab ', 'two lines and a tab'],
    ['bell\u0007 nul \u0000 escape\u001bdelete\u007f', 'bell nul escape delete'],
    ['line\u2028separator\u0085next', 'line separator next'],
    ['half a pair \ud83d!', 'half a pair \ufffd!'],
    ['👩‍👩‍👧 می‌خواهم 𝒳', '👩‍👩‍👧 می‌خواهم 𝒳'],
  ])('%j becomes %j', (text, expected) => {
    expect(singleLine(text)).toBe(expected);
  });

  it('gives one well-formed line, and the same when repeated', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = singleLine(text);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(line.isWellFormed()).toBe(true);
        expect(line.trim()).toBe(line);
        expect(singleLine(line)).toBe(line);
      }),
    );
  });
});
