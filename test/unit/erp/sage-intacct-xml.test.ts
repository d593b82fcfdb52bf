import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childrenOf, elementAt, readXml, textAt } from '#erp/sage-intacct/read-xml.ts';
import { carriable, element, elements, escaped, writeXml } from '#erp/sage-intacct/write-xml.ts';

/** Any text: control characters, halves of surrogate pairs, markup, 4-byte characters. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('<', '>', '&', '"', "'", ']]>', '\u0000', '\uD83D', '\uFFFE', '\r\n', '\t', '&amp;', '😀'),
  }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/);

describe('XML as it is written', () => {
  it('is read back as what XML can carry of it, whatever it is', () => {
    fc.assert(
      fc.property(name, anyText, anyText, (tag, text, attribute) => {
        const root = readXml(writeXml(element(tag, [element('value', text)], { controlid: attribute })));
        expect(root?.name).toBe(tag);
        expect(elementAt(root ?? undefined, 'value')?.text).toBe(carriable(text));
        expect(root?.attributes['controlid']).toBe(carriable(attribute));
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves out only what no XML document may hold', () => {
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const isChar =
        [0x9, 0xa, 0xd].includes(code) ||
        (code >= 0x20 && code <= 0xd7ff) ||
        (code >= 0xe000 && code <= 0xfffd) ||
        code >= 0x10000;
      const character = String.fromCodePoint(code);
      if ((carriable(character) === character) !== isChar) expect.fail(`U+${code.toString(16)}`);
    }
    expect(carriable('a\uD83Db\uDE00c😀')).toBe('abc😀');
  });

  it('escapes markup, and what readers would change', () => {
    expect(escaped(`<a href="x">'&'</a>\t\r\n`)).toBe(
      '&lt;a href=&quot;x&quot;&gt;&apos;&amp;&apos;&lt;/a&gt;&#9;&#13;&#10;',
    );
  });

  it('keeps the order of the values', () => {
    expect(writeXml(element('PROJECT', elements({ NAME: 'A', CUSTOMERID: 'B' })))).toBe(
      '<PROJECT><NAME>A</NAME><CUSTOMERID>B</CUSTOMERID></PROJECT>',
    );
  });
});

describe('XML as it is read', () => {
  it.each([
    ['nothing', ''],
    ['JSON', '{"unexpected": true}'],
    ['a page', '<!doctype html><html><body><p>Back soon<br></body></html>'],
    ['an element that is not closed', '<response><control></response>'],
    ['two roots', '<response/><response/>'],
    ['a document type', '<!DOCTYPE response><response/>'],
    ['entities of its own', '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><response>&b;</response>'],
    ['a file of ours', '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><response>&f;</response>'],
    ['an unknown entity', '<response>&nbsp;</response>'],
    ['a forbidden character', '<response>\u0001</response>'],
    ['endless depth', '<a>'.repeat(200_000)],
  ])('is nothing where it is %s', (_, text) => {
    expect(readXml(text)).toBeNull();
  });

  it('knows the five entities, character references and CDATA', () => {
    const root = readXml('<r>&lt;&gt;&amp;&quot;&apos; &#039;&#x1F600; <![CDATA[<b>]]></r>');
    expect(root?.text).toBe(`<>&"' '😀 <b>`);
  });

  it('is not misled by names that objects have', () => {
    const root =
      readXml('<r __proto__="x" constructor="y"><__proto__>1</__proto__><toString>2</toString></r>') ?? undefined;
    expect(textAt(root, '__proto__')).toBe('1');
    expect(textAt(root, 'hasOwnProperty')).toBe('');
    expect(childrenOf(root).map(({ name: each }) => each)).toEqual(['__proto__', 'toString']);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});
