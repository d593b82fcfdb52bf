import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { oidcSignIn, type SignIn, type SignInMemory } from '#oidc/sign-in.ts';
import { CLIENT_ID, IssuerDouble, REDIRECT_URI, type Misbehaviour } from '#test/unit/oidc/issuer-double.ts';

const issuer = new IssuerDouble();
beforeAll(() => issuer.start());
afterAll(() => issuer.stop());

/** Requests wait this long instead of five seconds. */
const SOON_MS = 100;
const waits: number[] = [];
beforeEach(() => {
  issuer.reset();
  waits.length = 0;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    waits.push(ms);
    return timeout(SOON_MS);
  });
});
afterEach(() => vi.restoreAllMocks());

const signIn = (): SignIn => oidcSignIn(issuer.url, CLIENT_ID);

interface Journey {
  readonly query?: (good: Record<string, string>) => Record<string, string>;
  readonly memory?: (good: SignInMemory) => SignInMemory;
  readonly redirectUri?: string;
}

/** A browser goes to the issuer, the person signs in there, and the browser comes back. */
const travel = async ({
  query = (good) => good,
  memory = (good) => good,
  redirectUri = REDIRECT_URI,
}: Journey = {}) => {
  const { url, ...remembered } = await signIn().begin(REDIRECT_URI);
  const back = issuer.authorise(url);
  return signIn().end(redirectUri, query(back.query), memory(remembered));
};

/** Fails as a sign-in does, whatever the reason: its sentence tells nothing of it. */
const expectFailure = async (attempt: Promise<unknown>): Promise<void> => {
  const error: unknown = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DomainError);
  expect(error).toMatchObject({
    code: 'sign_in_failed',
    message: 'The sign-in did not succeed.',
    fields: undefined,
    extra: {},
  });
};

const without = (query: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([each]) => each !== name));

const hang = (): void => undefined;
const answer = (status: number, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) => (response: ServerResponse) => void response.writeHead(status, headers).end(body); // prettier-ignore
const closes = (response: ServerResponse): void => void response.socket?.destroy();

const DISCOVERY = '/.well-known/openid-configuration';
const seconds = (offset: number): number => Math.floor(Date.now() / 1000) + offset;

describe('who goes to the issuer', () => {
  it('is sent to the configured one with all that the code flow with PKCE asks for', async () => {
    const { url, state, nonce, verifier } = await signIn().begin(REDIRECT_URI);
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe(`${issuer.url}/authorize`);
    const { code_challenge, ...parameters } = Object.fromEntries(searchParams);
    expect(parameters).toEqual({
      tenant: '1',
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile email',
      state,
      nonce,
      code_challenge_method: 'S256',
    });
    expect(code_challenge).toMatch(/^[\w-]{43}$/);
    expect(url).not.toContain(verifier);
    expect(issuer.requests).toEqual([`GET ${DISCOVERY}`]);
  });

  it('has secrets of their own each time, that nobody guesses', async () => {
    const [one, two] = [await signIn().begin(REDIRECT_URI), await signIn().begin(REDIRECT_URI)];
    const secrets = [one, two].flatMap(({ state, nonce, verifier }) => [state, nonce, verifier]);
    expect(new Set(secrets).size).toBe(6);
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43,}$/);
  });

  const cases: [string, Misbehaviour][] = [
    ['is slow', { on: { [DISCOVERY]: hang } }],
    ['breaks the connection', { on: { [DISCOVERY]: closes } }],
    ['is broken', { on: { [DISCOVERY]: answer(503, '{"error":"4711"}') } }],
    ['answers a page', { on: { [DISCOVERY]: answer(200, '<html>4711', { 'content-type': 'text/html' }) } }],
    ['answers no JSON', { on: { [DISCOVERY]: answer(200, '4711 {') } }],
    ['sends elsewhere', { on: { [DISCOVERY]: answer(302, '', { location: 'http://127.0.0.1:9/' }) } }],
    ['says that it is another one', { metadata: { issuer: 'https://evil.example.net/' } }],
    ['does not say who it is', { metadata: { issuer: undefined } }],
    ['has no page to sign in', { metadata: { authorization_endpoint: undefined } }],
    ['has no address for it', { metadata: { authorization_endpoint: 'sign in here' } }],
  ];
  it.each(cases)('goes nowhere when the issuer %s', async (_, misbehaviour) => {
    issuer.misbehaviour = misbehaviour;
    await expectFailure(signIn().begin(REDIRECT_URI));
  });

  it('goes nowhere when the issuer is down', async () => {
    const gone = new IssuerDouble();
    await gone.start();
    await gone.stop();
    await expectFailure(oidcSignIn(gone.url, CLIENT_ID).begin(REDIRECT_URI));
  });

  it.each(['http://login.example.com/', 'http://127.0.0.1.example.com/', 'ftp://127.0.0.1/', 'not an address', ''])(
    'goes nowhere over an open line: %s is not even asked',
    async (address) => {
      const fetch = vi.spyOn(globalThis, 'fetch');
      await expectFailure(oidcSignIn(address, CLIENT_ID).begin(REDIRECT_URI));
      expect(fetch).not.toHaveBeenCalled();
    },
  );

  it('waits no longer than five seconds for each answer', async () => {
    await travel();
    expect(waits).toEqual([5_000, 5_000, 5_000, 5_000]);
  });
});

describe('who comes back from the issuer', () => {
  it('is who the ID token says, with the rights it gives', async () => {
    expect(await travel()).toEqual({
      sub: 'approver',
      name: 'Aaron Approver',
      email: 'aaron@example.com',
      company_id: 1,
      tools: { erp_integrations: 'standard' },
      privileges: ['can_push_to_accounting'],
      project_tools: {},
    });
    expect(issuer.requests).toEqual([`GET ${DISCOVERY}`, `GET ${DISCOVERY}`, 'POST /token', 'GET /keys']);
  });

  it('has no rights that the ID token does not give', async () => {
    issuer.misbehaviour = { claims: { tools: undefined, privileges: undefined } };
    expect(await travel()).toMatchObject({ tools: { erp_integrations: 'none' }, privileges: [], project_tools: {} });
  });

  const journeys: [string, Journey][] = [
    ['a wrong state', { query: (good) => ({ ...good, state: 'another' }) }],
    ['no state', { query: (good) => without(good, 'state') }],
    ['an empty state against an empty memory', { query: (good) => ({ ...good, state: '' }), memory: (good) => ({ ...good, state: '' }) }], // prettier-ignore
    ['no state against an empty memory', { query: (good) => without(good, 'state'), memory: (good) => ({ ...good, state: '' }) }], // prettier-ignore
    ['the memory of another sign-in', { memory: (good) => ({ ...good, state: 'of-another' }) }],
    ['an ID token for another sign-in (nonce)', { memory: (good) => ({ ...good, nonce: 'of-another' }) }],
    ['no nonce to compare', { memory: (good) => ({ ...good, nonce: '' }) }],
    ['a code that somebody else was given (PKCE)', { memory: (good) => ({ ...good, verifier: 'v'.repeat(43) }) }],
    ['a wrong code', { query: (good) => ({ ...good, code: 'guessed' }) }],
    ['no code', { query: (good) => without(good, 'code') }],
    ['another redirect URI', { redirectUri: 'https://evil.example.net/' }],
    ['an answer of another issuer (RFC 9207)', { query: (good) => ({ ...good, iss: 'https://evil.example.net' }) }],
    ['an answer without its issuer (RFC 9207)', { query: (good) => without(good, 'iss') }],
    ['a refusal', { query: ({ state = '', iss = '' }) => ({ error: 'access_denied', error_description: '4711', state, iss }) }], // prettier-ignore
    ['a refusal beside a code', { query: (good) => ({ ...good, error: 'server_error' }) }],
    ['an ID token in the query', { query: (good) => ({ ...good, id_token: 'a.b.c' }) }],
    ['an answer inside a token (JARM)', { query: (good) => ({ ...good, response: 'a.b.c' }) }],
    ['nothing', { query: () => ({}) }],
  ];
  it.each(journeys)('has not signed in with %s', async (_, journey) => {
    await expectFailure(travel(journey));
  });

  it('has not signed in a second time with the same answer', async () => {
    const { url, ...memory } = await signIn().begin(REDIRECT_URI);
    const { query } = issuer.authorise(url);
    expect(await signIn().end(REDIRECT_URI, query, memory)).toMatchObject({ sub: 'approver' });
    await expectFailure(signIn().end(REDIRECT_URI, query, memory));
  });

  it('has not signed in with a wrong state, and the code is not even redeemed then', async () => {
    await expectFailure(travel({ query: (good) => ({ ...good, state: 'another' }) }));
    await expectFailure(travel({ query: (good) => ({ ...good, iss: 'https://evil.example.net' }) }));
    expect(issuer.requests).not.toContain('POST /token');
  });

  const unsigned = (good: string): string => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    return `${header}.${good.split('.')[1]}.`;
  };
  const signedWith = (key: string) => (good: string) => {
    const header = Buffer.from('{"alg":"HS256","kid":"key-1"}').toString('base64url');
    const signed = `${header}.${good.split('.')[1]}`;
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  };
  const withPayload = (good: string): string => {
    const [header, payload = '', signature] = good.split('.');
    const claims = Buffer.from(payload, 'base64url').toString().replace('"approver"', '"owner"');
    return [header, Buffer.from(claims).toString('base64url'), signature].join('.');
  };
  const tokens: [string, Misbehaviour][] = [
    ['for another client', { claims: { aud: 'another-client' } }],
    ['for nobody', { claims: { aud: undefined } }],
    ['for several clients, authorised for another', { claims: { aud: [CLIENT_ID, 'other'], azp: 'other' } }],
    ['of another issuer', { claims: { iss: 'https://evil.example.net' } }],
    ['of no issuer', { claims: { iss: undefined } }],
    ['with another nonce', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['signed with another key', { signsWithOtherKey: true }],
    ['signed with a key that is not published', { header: { kid: 'key-2' } }],
    ['T04: not signed (alg none)', { idToken: unsigned }],
    ['T04: signed with the published key as a password (HS256)', { idToken: (good, key) => signedWith(JSON.stringify(key))(good) }], // prettier-ignore
    ['T04: signed with the client id as a password (HS256)', { idToken: signedWith(CLIENT_ID) }],
    ['changed after it was signed', { idToken: withPayload }],
    ['without its signature', { idToken: (good) => good.split('.').slice(0, 2).join('.') }],
    ['that is none', { idToken: () => '4711' }],
    ['that is missing', { idToken: () => undefined }],
    ['that has expired', { claims: { exp: seconds(-61), iat: seconds(-120) } }],
    ['that never expires', { claims: { exp: undefined } }],
    ['that is not valid yet', { claims: { nbf: seconds(120) } }],
    ['that was not issued at any time', { claims: { iat: undefined } }],
    ['without a person', { claims: { sub: undefined } }],
    ['with an empty person', { claims: { sub: '' } }],
    ['without a mail address', { claims: { email: undefined } }],
    ['with something else for a mail address', { claims: { email: 'aaron@example.com, evil@example.net' } }],
    ['without a name', { claims: { name: undefined } }],
    ['without a company', { claims: { company_id: undefined } }],
    ['with something else for a company', { claims: { company_id: 'mine' } }],
    ['with rights of another form', { claims: { tools: { erp_integrations: 'everything' } } }],
  ];
  it.each(tokens)('has not signed in with an ID token %s', async (_, misbehaviour) => {
    issuer.misbehaviour = misbehaviour;
    await expectFailure(travel());
  });

  const issuers: [string, Misbehaviour][] = [
    ['is slow to redeem the code', { on: { '/token': hang } }],
    ['is slow to show its keys', { on: { '/keys': hang } }],
    ['breaks the connection', { on: { '/token': closes } }],
    ['refuses the code', { on: { '/token': answer(400, '{"error":"invalid_grant","error_description":"4711"}') } }],
    ['is broken', { on: { '/token': answer(500, '4711', { 'content-type': 'text/plain' }) } }],
    ['answers a page', { on: { '/token': answer(200, '<html>', { 'content-type': 'text/html' }) } }],
    ['answers an empty object', { on: { '/token': answer(200, '{}') } }],
    ['asks for another kind of token', { on: { '/token': answer(200, '{"access_token":"a","token_type":"MAC"}') } }],
    ['sends elsewhere with the code', { on: { '/token': answer(307, '', { location: 'http://127.0.0.1:9/' }) } }],
    ['shows no keys', { on: { '/keys': answer(200, '{"keys":[]}') } }],
    ['shows no key set', { on: { '/keys': answer(200, '{}') } }],
    ['has lost its keys', { on: { '/keys': answer(404, '{}') } }],
    ['has no place for keys', { metadata: { jwks_uri: undefined } }],
    ['has nowhere to redeem a code', { metadata: { token_endpoint: undefined } }],
    ['signs by a method that it does not name', { metadata: { id_token_signing_alg_values_supported: ['RS256'] } }],
  ];
  it.each(issuers)('has not signed in when the issuer %s', async (_, misbehaviour) => {
    issuer.misbehaviour = misbehaviour;
    await expectFailure(travel());
  });

  it('has not signed in when the issuer goes down on the way', async () => {
    const short = new IssuerDouble();
    await short.start();
    const { url, ...memory } = await oidcSignIn(short.url, CLIENT_ID).begin(REDIRECT_URI);
    const { query } = short.authorise(url);
    await short.stop();
    await expectFailure(oidcSignIn(short.url, CLIENT_ID).end(REDIRECT_URI, query, memory));
  });
});
