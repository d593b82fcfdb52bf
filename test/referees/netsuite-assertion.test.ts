import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { assertionOf } from '../../functions/erp/netsuite/assertion.ts';
import { countOf } from './contracts.ts';

const NOW = '2026-11-23T09:00:00.000Z';
const clock = () => new Date(NOW);
const seconds = Date.parse(NOW) / 1000;

const TOKEN_URL = 'https://123456-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token';

/** Oracle, The Request Token Structure. */
const header = z.strictObject({
  typ: z.literal('JWT'),
  alg: z.enum(['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']),
  kid: z.literal('certificate-1'),
});
const claims = z
  .strictObject({
    iss: z.literal('client-1'),
    scope: z.tuple([z.literal('rest_webservices')]),
    aud: z.literal(TOKEN_URL),
    iat: z.literal(seconds),
    exp: z.int(),
  })
  .refine(({ iat, exp }) => exp > iat && exp - iat < 3600, 'exp must be less than 60 minutes after iat');

const jsonwebtoken = z
  .object({
    verify: z.custom<(token: string, key: KeyObject, options: object) => unknown>(
      (value) => typeof value === 'function',
    ),
  })
  .parse(createRequire(import.meta.url)('jsonwebtoken'));

/** By each library, and then by Oracle's own list of what must stand in it. */
const judgeByJose = async (assertion: string, publicKey: KeyObject): Promise<void> => {
  const { protectedHeader, payload } = await jwtVerify(assertion, publicKey, {
    currentDate: clock(),
    audience: TOKEN_URL,
  });
  header.parse(protectedHeader);
  claims.parse(payload);
};

const judgeByJsonwebtoken = (assertion: string, publicKey: KeyObject): void => {
  const options = { algorithms: header.shape.alg.options, audience: TOKEN_URL, clockTimestamp: seconds };
  claims.parse(jsonwebtoken.verify(assertion, publicKey, options));
};

describe('the assertion of the certificate, by jose and jsonwebtoken', () => {
  const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' });
  const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
  const verified = countOf('NetSuite assertions by jose and jsonwebtoken');
  const own = (private_key: string) => ({ client_id: 'client-1', certificate_id: 'certificate-1', private_key });

  const sha512 = { hashAlgorithm: 'sha512', mgf1HashAlgorithm: 'sha512' };
  const keys: [string, string, { readonly publicKey: KeyObject; readonly privateKey: KeyObject }][] = [
    ['RSA 3072', 'PS256', generateKeyPairSync('rsa', { modulusLength: 3072 })],
    ['RSA for PSS with SHA-512 alone', 'PS512', generateKeyPairSync('rsa-pss', { modulusLength: 3072, ...sha512 })],
    ['P-256', 'ES256', curve('P-256')],
    ['P-384', 'ES384', curve('P-384')],
    ['P-521', 'ES512', curve('P-521')],
  ];

  it.each(keys)('holds with a key %s, as %s', async (_, alg, { publicKey, privateKey }) => {
    const assertion = assertionOf(own(pem(privateKey)), TOKEN_URL, clock());
    await judgeByJose(assertion, publicKey);
    judgeByJsonwebtoken(assertion, publicKey);
    expect(Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString()).toContain(`"alg":"${alg}"`);
    verified.add();
  });

  it('holds with an RSA key for PSS that names no hash, which jsonwebtoken refuses, by jose', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 3072 });
    await judgeByJose(assertionOf(own(pem(privateKey)), TOKEN_URL, clock()), publicKey);
    verified.add();
  });

  it.each([
    ['Ed25519', generateKeyPairSync('ed25519')],
    ['an RSA key that is too short for its hash', generateKeyPairSync('rsa', { modulusLength: 512 })],
    ['a curve that NetSuite has not', curve('secp256k1')],
  ])('is not made with %s', (_, { privateKey }) => {
    expect(() => assertionOf(own(pem(privateKey)), TOKEN_URL, clock())).toThrow(/must be RSA or EC/);
  });

  const { publicKey, privateKey } = curve('P-256');
  const { privateKey: anotherKey } = curve('P-256');
  const rightHeader = { typ: 'JWT', alg: 'ES256', kid: 'certificate-1' };
  const rightClaims = {
    iss: 'client-1',
    scope: ['rest_webservices'],
    aud: TOKEN_URL,
    iat: seconds,
    exp: seconds + 300,
  };

  interface Mistake {
    readonly header?: object;
    readonly claims?: object;
    readonly key?: KeyObject;
    readonly dsaEncoding?: 'der' | 'ieee-p1363';
  }

  const made = ({ header: head, claims: body, key = privateKey, dsaEncoding = 'ieee-p1363' }: Mistake): string => {
    const parts = [
      { ...rightHeader, ...head },
      { ...rightClaims, ...body },
    ];
    const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding }).toString('base64url')}`;
  };

  const mistakes: [string, Mistake][] = [
    ['60 minutes of life', { claims: { exp: seconds + 3600 } }],
    ['no key id', { header: { kid: undefined } }],
    ['the id of another certificate', { header: { kid: 'certificate-2' } }],
    ['the host for its audience', { claims: { aud: new URL(TOKEN_URL).origin } }],
    ["another account's audience", { claims: { aud: TOKEN_URL.replace('-sb1', '') } }],
    ['times in milliseconds', { claims: { iat: seconds * 1000, exp: seconds * 1000 + 300_000 } }],
    ['no time of issue', { claims: { iat: undefined } }],
    ['an end that has passed', { claims: { exp: seconds - 1 } }],
    ['no scope', { claims: { scope: undefined } }],
    ["the client's secret for its id", { claims: { iss: 'secret-1' } }],
    ['another type', { header: { typ: 'at+jwt' } }],
    ['another algorithm than it is signed with', { header: { alg: 'ES384' } }],
    ['no algorithm', { header: { alg: 'none' } }],
    ['another key', { key: anotherKey }],
    ['the signature in ASN.1', { dsaEncoding: 'der' }],
  ];

  it.each(mistakes)('is refused with %s', async (_, mistake) => {
    await judgeByJose(made({}), publicKey);
    judgeByJsonwebtoken(made({}), publicKey);
    await expect(judgeByJose(made(mistake), publicKey)).rejects.toThrow();
  });
});
