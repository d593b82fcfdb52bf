import fc from 'fast-check';

/** Pieces that break out of markup, attributes, headers or reading order where nobody minds them. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '</title></textarea></style><img src=x onerror=alert(1)>',
  '"><input name="decision" value="accept" checked>',
  "' autofocus onfocus='alert(1)",
  '--><!--',
  '<![CDATA[',
  ']]>',
  '&lt;b&gt;&amp;&#60;',
  '{{7*7}}${7*7}',
  'javascript:alert(1)',
  '\r\nBcc: evil@example.com\r\n\r\n',
  '\u202Exe.fdp\u202C',
  '\u2066\u2067\u2069\u200f',
  'Ac\u200bm\u200de\ufeff',
  'Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308',
  '\u0000\u0008\u001b[31m\u007f\u0085\u2028',
  '😀𝔘𠜎',
  '\ud83d',
  'W'.repeat(400),
  'Sent by: The Owner',
] as const;

/** Any code point, lone surrogates among them. (fast-check's `binary` unit has none, and takes a second to build.) */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10_ff_ff })
  .map((point) => String.fromCodePoint(point));

/** Anything a person, a program or an attacker can put into a text field. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: anyCharacter }), fc.string({ unit: 'grapheme' })), {
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''));
