import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export const CLIENT_ID = 'approval-pages';
export const REDIRECT_URI = 'https://erp.example.com/approvals/signed-in';
const CODE = 'the-code';
const KEY_ID = 'key-1';
const ALGORITHM = 'ES256';

/** How the issuer, or who pretends to be it, goes wrong. What is not given is as it should be. */
export interface Misbehaviour {
  /** Replaces members of the discovery document; undefined leaves one out. */
  readonly metadata?: Record<string, unknown>;
  /** Replaces claims of the ID token; undefined leaves one out. */
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  /** Signs with a key that the issuer does not publish, under the published one's name. */
  readonly signsWithOtherKey?: boolean;
  /** Replaces the ID token. */
  readonly idToken?: (good: string, publicKey: JWK) => string | undefined;
  /** Answers a path in its own way. */
  readonly on?: Record<string, (response: ServerResponse) => void>;
}

/** What a browser brings back from the issuer. */
export interface Return {
  readonly query: Record<string, string>;
}

interface Grant {
  readonly challenge: string;
  readonly nonce: string;
}

const merged = (base: Record<string, unknown>, changes: Record<string, unknown> = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined));

const json = (response: ServerResponse, status: number, body: unknown): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));

/** An OpenID Connect issuer on 127.0.0.1: authorization code flow with PKCE, one code, one person. */
export class IssuerDouble {
  misbehaviour: Misbehaviour = {};
  /** Method and path of every request so far. */
  requests: string[] = [];
  url = '';
  #grant: Grant | null = null;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #keys: { own: CryptoKey; other: CryptoKey; published: JWK } | undefined;

  async start(): Promise<void> {
    const [own, other] = await Promise.all([generateKeyPair(ALGORITHM), generateKeyPair(ALGORITHM)]);
    const published = { ...(await exportJWK(own.publicKey)), kid: KEY_ID, alg: ALGORITHM, use: 'sig' };
    this.#keys = { own: own.privateKey, other: other.privateKey, published };
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    this.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  reset(): void {
    this.misbehaviour = {};
    this.requests = [];
    this.#grant = null;
  }

  /** The person at the browser signs in; the issuer sends the browser back. */
  authorise(authorizationUrl: string): Return {
    const { searchParams } = new URL(authorizationUrl);
    this.#grant = { challenge: searchParams.get('code_challenge') ?? '', nonce: searchParams.get('nonce') ?? '' };
    return { query: { code: CODE, state: searchParams.get('state') ?? '', iss: this.url } };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.requests.push(`${request.method} ${path}`);
    const body = new URLSearchParams(await text(request));
    const own = this.misbehaviour.on?.[path];
    if (own !== undefined) own(response);
    else if (path === '/.well-known/openid-configuration') json(response, 200, this.#metadata());
    else if (path === '/keys') json(response, 200, { keys: [this.#keys?.published] });
    else if (path === '/token') await this.#redeem(body, response);
    else json(response, 404, {});
  }

  #metadata(): Record<string, unknown> {
    const metadata = {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize?tenant=1`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: [ALGORITHM],
      authorization_response_iss_parameter_supported: true,
    };
    return merged(metadata, this.misbehaviour.metadata);
  }

  async #redeem(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url'); // prettier-ignore
    const expected = { grant_type: 'authorization_code', code: CODE, client_id: CLIENT_ID, redirect_uri: REDIRECT_URI };
    const isAsExpected = Object.entries(expected).every(([name, value]) => form.get(name) === value);
    const grant = this.#grant;
    this.#grant = null;
    if (!isAsExpected || grant?.challenge !== challenge) {
      json(response, 400, { error: 'invalid_grant' });
      return;
    }
    const id_token = await this.#idToken(grant.nonce);
    json(response, 200, { access_token: 'the-access-token', token_type: 'Bearer', expires_in: 60, id_token });
  }

  async #idToken(nonce: string): Promise<string | undefined> {
    const keys = this.#keys;
    if (keys === undefined) throw new Error('The issuer is not started.');
    const { claims, header, signsWithOtherKey = false, idToken = (good: string): string => good } = this.misbehaviour;
    const now = Math.floor(Date.now() / 1000);
    const payload: JWTPayload = {
      iss: this.url,
      aud: CLIENT_ID,
      iat: now,
      exp: now + 60,
      nonce,
      sub: 'approver',
      name: 'Aaron Approver',
      email: 'aaron@example.com',
      company_id: 1,
      tools: { erp_integrations: 'standard' },
      privileges: ['can_push_to_accounting'],
    };
    const token = await new SignJWT(merged(payload, claims))
      .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID, ...header })
      .sign(signsWithOtherKey ? keys.other : keys.own);
    return idToken(token, keys.published);
  }
}
