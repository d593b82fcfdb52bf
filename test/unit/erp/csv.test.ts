import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv, withoutFormulas } from '#erp/import-file/csv.ts';
import { singleLine } from '#erp/single-line.ts';

const TRIGGERS = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/** Texts rich in what CSV and spreadsheets treat specially. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(...TRIGGERS, ';', ',', '"', "'", ' ', '\t', '\r', '\n', '\u0000', '\u200b', 'a', '1', '😀'),
  }),
);
const oneLine = text.map(singleLine);

describe('csv', () => {
  it('begins with a byte order mark, ends each line with CRLF, quotes text and leaves numbers alone', () => {
    const rows = [
      ['job', 'value'],
      ['Say "hi", they said', -1250.5],
    ];
    expect(csv(rows)).toBe('\uFEFF"job","value"\r\n"Say ""hi"", they said",-1250.5\r\n');
  });

  it('is read back exactly by an independent parser', () => {
    const table = fc
      .integer({ min: 1, max: 6 })
      .chain((width) => fc.array(fc.array(oneLine, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(table, (rows) => {
        expect(parse(csv(rows), { bom: true })).toEqual(rows.map((row) => row.map(withoutFormulas)));
      }),
    );
  });

  it('keeps numbers numbers', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e13, max: 1e13, noNaN: true }), (value) => {
        const [[read] = []] = parse(csv([[value]]), { bom: true });
        expect(Number(read)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('withoutFormulas', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30 1234', "'+49 30 1234"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ['\t=1', "'\t=1"],
    ['\rx', "'\rx"],
    ['  =1', "'  =1"],
    ['\u200b=1', "'\u200b=1"],
    ['"=1', `'"=1`],
    ['a;=1', "a;'=1"],
    ['a";=1', `a";'=1`],
    ['a; "+1', `a;' "+1`],
    ['=1;=2', "'=1;'=2"],
  ])('%j becomes %j', (text, expected) => {
    expect(withoutFormulas(text)).toBe(expected);
  });

  it.each(['', 'Library', 'a=1', '24-0815', "'=1", 'a; b', 'a,=1', '(-5)'])('%j stays', (text) => {
    expect(withoutFormulas(text)).toBe(text);
  });

  it('leaves no cell, however a spreadsheet splits it, that begins a formula', () => {
    fc.assert(
      fc.property(text, (value) => {
        for (const cell of withoutFormulas(value).split(';')) {
          expect(TRIGGERS).not.toContain(cell.replace(/^[\s"\p{Cf}]+/u, '').charAt(0));
        }
      }),
    );
  });

  it('is harmless when repeated', () => {
    fc.assert(fc.property(text, (value) => withoutFormulas(withoutFormulas(value)) === withoutFormulas(value)));
  });
});
