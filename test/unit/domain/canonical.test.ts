import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256Of } from '#domain/canonical.ts';

const parse = (json: string): unknown => JSON.parse(json);

/** RFC 8785, appendix B: a double by its bits, and its text. */
const NUMBERS: readonly (readonly [bits: bigint, text: string])[] = [
  [0x0000000000000000n, '0'],
  [0x8000000000000000n, '0'],
  [0x0000000000000001n, '5e-324'],
  [0x8000000000000001n, '-5e-324'],
  [0x7fefffffffffffffn, '1.7976931348623157e+308'],
  [0xffefffffffffffffn, '-1.7976931348623157e+308'],
  [0x4340000000000000n, '9007199254740992'],
  [0xc340000000000000n, '-9007199254740992'],
  [0x4430000000000000n, '295147905179352830000'],
  [0x44b52d02c7e14af5n, '9.999999999999997e+22'],
  [0x44b52d02c7e14af6n, '1e+23'],
  [0x44b52d02c7e14af7n, '1.0000000000000001e+23'],
  [0x444b1ae4d6e2ef4en, '999999999999999700000'],
  [0x444b1ae4d6e2ef4fn, '999999999999999900000'],
  [0x444b1ae4d6e2ef50n, '1e+21'],
  [0x3eb0c6f7a0b5ed8cn, '9.999999999999997e-7'],
  [0x3eb0c6f7a0b5ed8dn, '0.000001'],
  [0x41b3de4355555553n, '333333333.3333332'],
  [0x41b3de4355555554n, '333333333.33333325'],
  [0x41b3de4355555555n, '333333333.3333333'],
  [0x41b3de4355555556n, '333333333.3333334'],
  [0x41b3de4355555557n, '333333333.33333343'],
  [0xbecbf647612f3696n, '-0.0000033333333333333333'],
  [0x43143ff3c1cb0959n, '1424953923781206.2'],
];

const double = (bits: bigint): number => new Float64Array(new BigUint64Array([bits]).buffer)[0] ?? NaN;

/** The same value with the members of its objects in reverse order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
};

describe('canonical JSON after RFC 8785', () => {
  it('gives the text of the example in section 3.2.4', () => {
    const example = parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    expect(Buffer.from(canonicalJson(example)).toString('hex')).toBe(
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333' +
        '333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c' +
        '225c5c5c5c5c222f227d',
    );
  });

  it('orders members by UTF-16 code units, as the example in section 3.2.3', () => {
    const example = parse(String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    }`);
    expect([...canonicalJson(example).matchAll(/:"([^"]+)"/g)].map(([, value]) => value)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each(NUMBERS.map(([bits, text]) => ({ bits, hex: bits.toString(16), text })))(
    'writes the double $hex as $text',
    ({ bits, text }) => {
      expect(canonicalJson(double(bits))).toBe(text);
    },
  );

  it('escapes control characters, quotes and backslashes as section 3.2.2.2 says, and nothing else', () => {
    const controls = String.fromCharCode(...Array.from({ length: 32 }, (_, code) => code));
    expect(canonicalJson(`${controls}"\\/<\u007f\u2028é😂`)).toBe(
      String.raw`"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f` +
        String.raw`\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f` +
        '\\"\\\\/<\u007f\u2028é😂"',
    );
  });

  it.each([
    ['NaN', NaN],
    ['Infinity', -Infinity],
    ['half a surrogate pair', 'a\ud800'],
    ['half a surrogate pair in a name', { '\udc00': 1 }],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson([value])).toThrow(TypeError);
  });

  it('leaves members out that are undefined', () => {
    expect(canonicalJson({ b: undefined, a: { c: undefined } })).toBe('{"a":{}}');
  });

  it('says the same as JSON, whatever the order of members', () => {
    // No names with escapes: Node 24 may parse them as other names (nodejs/node#63785), which no send takes.
    const stringUnit = fc.constantFrom('a', 'b', '\u0080', 'é', '€', '\ufb33', '😂');
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit }), (value) => {
        const text = canonicalJson(value);
        expect(parse(text)).toEqual(parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(canonicalJson(parse(text))).toBe(text);
      }),
    );
  });

  it('gives every text back that is valid Unicode', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parse(canonicalJson(text))).toBe(text);
      }),
    );
  });

  it('differs for values that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [one, other] = [a, b].map((value) => parse(JSON.stringify(value)));
        expect(canonicalJson(one) === canonicalJson(other)).toBe(isDeepStrictEqual(one, other));
      }),
    );
  });
});

describe('the hash of a value', () => {
  it('is the SHA-256 of its canonical JSON in UTF-8, and stays so from release to release', () => {
    expect(sha256Of({ b: [1, 'é'], a: null })).toBe(
      createHash('sha256').update('{"a":null,"b":[1,"é"]}', 'utf8').digest('hex'),
    );
    expect(sha256Of({ b: [1, 'é'], a: null })).toBe('f8f17faab95c024891d173fa43442b0e52007736a1f36715ac721ab22deeefc5');
  });
});
