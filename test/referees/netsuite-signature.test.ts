import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentEncoded, tokenHeader, type SignedRequest } from '../../functions/erp/netsuite/token-signature.ts';
import { countOf } from './contracts.ts';
import { fieldsOf, signatureByOther } from './netsuite-signer.ts';

describe("the signature of token-based authentication, by Oracle's example and by oauth-1.0a", () => {
  // https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1534941295.html: sample values, no account's.
  const sample = {
    consumer_key: 'ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4',
    consumer_secret: 'd26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5',
    token_id: '2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc',
    token_secret: 'c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295',
  };
  const request: SignedRequest = {
    method: 'POST',
    url: 'https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=6&deploy=1&customParam=someValue&testParam=someOtherValue',
    realm: '123456',
    nonce: 'fjaLirsIcCGVZWzBX0pg',
    timestamp: 1508242306,
  };
  const SIGNED = '%2BKK4SKNgz4ZiILGLwOMtfYlgcXSy1eis8ldE9X90azQ%3D';
  const signed = countOf('NetSuite requests against oauth-1.0a');

  it("is Oracle's own, to the character", () => {
    expect(tokenHeader(sample, request)).toContain(`oauth_signature="${SIGNED}"`);
  });

  it('is that of oauth-1.0a, whatever stands in the query and in the secrets', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    const odd = fc.string({ unit: fc.constantFrom(...Array.from(`!'()*~-._ +%&=?/:#"äß😀A0`)), maxLength: 12 });
    const query = fc.array(fc.tuple(fc.oneof(text, odd), fc.oneof(text, odd)), { minLength: 1, maxLength: 6 });
    const parts = fc.record({
      query,
      secret: odd,
      token: text,
      method: fc.constantFrom('GET', 'PUT', 'PATCH', 'POST'),
    });
    fc.assert(
      fc.property(parts, ({ query: pairs, secret, token, method }) => {
        // A name twice is signed by oauth-1.0a as a list; our URLs never hold one.
        const once = new Map(pairs.map(([name, value]) => [`p${name}`, value]));
        const search = [...once].map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
        const url = 'https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/job';
        const credentials = { ...sample, consumer_secret: `c${secret}`, token_secret: `t${token}` };
        const header = tokenHeader(credentials, { ...request, method, url: `${url}?${search}` });
        const other = signatureByOther({ method, url, data: Object.fromEntries(once) }, header, credentials);
        expect(fieldsOf(header)['oauth_signature']).toBe(other);
        signed.add();
      }),
      { numRuns: 2_000 },
    );
  });

  /** A signer of its own, so that one thing at a time can be wrong with it. */
  const signWith = ({
    more = '',
    order = (pairs: string[]) => pairs.sort(),
    encode = percentEncoded,
    query = request.url.split('?')[1]?.split('&') ?? [],
    key = `${sample.consumer_secret}&${sample.token_secret}`,
    hash = 'sha256',
    url = request.url.split('?')[0] ?? '',
    nonce = request.nonce,
  } = {}): string => {
    const oauth = Object.entries({
      oauth_consumer_key: sample.consumer_key,
      oauth_token: sample.token_id,
      oauth_signature_method: 'HMAC-SHA256',
      oauth_timestamp: request.timestamp,
      oauth_nonce: nonce,
      oauth_version: '1.0',
    }).map(([name, value]) => `${name}=${encode(String(value))}`);
    const base = [request.method, url, order([...oauth, ...query, ...(more === '' ? [] : [more])]).join('&')]
      .map(encode)
      .join('&');
    return encodeURIComponent(createHmac(hash, key).update(base).digest('base64'));
  };

  it.each([
    ['parameters in the order they came in', signWith({ order: (pairs) => pairs })],
    ['parameters backwards', signWith({ order: (pairs) => pairs.sort().reverse() })],
    ['the base string not escaped', signWith({ encode: (text) => text })],
    ['the query left out', signWith({ query: [] })],
    ['the query in the URL as well', signWith({ url: request.url })],
    ['the realm among the parameters', signWith({ more: 'realm=123456' })],
    ["the token's secret left out of the key", signWith({ key: `${sample.consumer_secret}&` })],
    ['the secrets the other way round', signWith({ key: `${sample.token_secret}&${sample.consumer_secret}` })],
    ['HMAC-SHA1', signWith({ hash: 'sha1' })],
    ['another nonce than the header says', signWith({ nonce: 'fjaLirsIcCGVZWzBX0ph' })],
  ])("Oracle's example refuses a signature with %s", (_, wrong) => {
    expect(signWith()).toBe(SIGNED);
    expect(wrong).not.toBe(SIGNED);
  });

  it.each([`a!b`, `it's`, '(x)', '2*3'])('oauth-1.0a refuses %s signed with its characters unescaped', (value) => {
    const url = `https://123456.suitetalk.api.netsuite.com/x?q=${encodeURIComponent(value)}`;
    const header = tokenHeader(sample, { ...request, url });
    const pairs = Object.entries(fieldsOf(header)).filter(([name]) => !['realm', 'oauth_signature'].includes(name));
    const parameters = [...pairs, ['q', value]].map((pair) => pair.map(encodeURIComponent).join('=')).sort();
    const base = ['POST', 'https://123456.suitetalk.api.netsuite.com/x', parameters.join('&')];
    const key = `${sample.consumer_secret}&${sample.token_secret}`;
    const wrong = createHmac('sha256', key).update(base.map(encodeURIComponent).join('&')).digest('base64');
    const right = signatureByOther({ method: 'POST', url }, header, sample);
    expect(wrong).not.toBe(right);
    expect(fieldsOf(header)['oauth_signature']).toBe(right);
  });
});
