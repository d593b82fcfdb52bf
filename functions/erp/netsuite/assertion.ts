import { constants, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { ErpError } from '#erp/connector.ts';
import type { CertificateCredentials } from '#erp/netsuite/schemas.ts';

/** It is used at once. NetSuite takes less than 60 minutes; the shorter, the sooner a stolen one is worth nothing. */
const LIFETIME_SECONDS = 300;

/** Curves by their name in OpenSSL. NetSuite takes ES256, ES384, ES512, and for RSA keys PS256, PS384, PS512. */
const CURVES: Readonly<Record<string, { readonly alg: string; readonly hash: string }>> = {
  prime256v1: { alg: 'ES256', hash: 'sha256' },
  secp384r1: { alg: 'ES384', hash: 'sha384' },
  secp521r1: { alg: 'ES512', hash: 'sha512' },
};

const unusable = (): ErpError =>
  new ErpError(
    'unauthorized',
    'The private key of the NetSuite certificate must be RSA or EC, in PEM. It cannot be used.',
  );

/** No cause is kept: an error about a key may hold a part of it. */
const orUnusable = <T>(use: () => T): T => {
  try {
    return use();
  } catch {
    throw unusable();
  }
};

const algorithmOf = ({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject) => {
  if (type === 'rsa' || type === 'rsa-pss') {
    // A key made for PSS may allow one hash alone. RFC 7518, 3.5: the salt is as long as the hash.
    const hash = details?.hashAlgorithm ?? 'sha256';
    const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return { alg: `PS${hash.slice('sha'.length)}`, hash, options };
  }
  const curve = CURVES[details?.namedCurve ?? ''];
  // RFC 7518, 3.4: both numbers side by side, not in ASN.1.
  return curve && { ...curve, options: { dsaEncoding: 'ieee-p1363' } as const };
};

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/**
 * What proves to the token endpoint who asks: a JWT signed with the certificate's key. Claims as Oracle lists them under
 * "The Request Token Structure"; `scope` is an array in its samples.
 * @throws {ErpError} `unauthorized` when the key cannot be used
 */
export const assertionOf = (credentials: CertificateCredentials, tokenUrl: string, now: Date): string => {
  const key = orUnusable(() => createPrivateKey(credentials.private_key));
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) throw unusable();
  const iat = Math.floor(now.getTime() / 1000);
  const header = { typ: 'JWT', alg: algorithm.alg, kid: credentials.certificate_id };
  const claims = {
    iss: credentials.client_id,
    scope: ['rest_webservices'],
    aud: tokenUrl,
    iat,
    exp: iat + LIFETIME_SECONDS,
  };
  const input = `${encoded(header)}.${encoded(claims)}`;
  // A key that is too short for the hash is refused only now.
  const signature = orUnusable(() => sign(algorithm.hash, Buffer.from(input), { key, ...algorithm.options }));
  return `${input}.${signature.toString('base64url')}`;
};
