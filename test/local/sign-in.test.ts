import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { people } from '#local/people.ts';
import { codeFor, formOn, ledTo, open, openSignIn, post, VERIFIER } from '#test/local/sign-in-world.ts';

describe('the sign-in page', () => {
  it('offers everybody, runs no script, and keeps nothing but what it was asked', async () => {
    const { url, asked } = await openSignIn();
    const response = await open(url, { ...asked, state: 'a&"<b>', unknown: 'x' });
    const page = await response.text();
    expect(formOn(page, 'owner').get('state')).toBe('a&"<b>');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toContain('no passwords');
    expect(page).not.toContain('<b>');
    for (const username of Object.keys(people)) expect(formOn(page, username).get('username')).toBe(username);
    expect([...formOn(page, 'owner').keys()].sort()).toEqual([...Object.keys(asked), 'username'].sort());
  });

  it('sends whoever pressed a button back with a code, the state, and the issuer', async () => {
    const { url, asked, issuer } = await openSignIn();
    const page = await (await open(url, asked)).text();
    const { status, to, parameters } = ledTo(await post(url, 'authorize', formOn(page, 'approver')));
    expect([status, to]).toEqual([303, asked.redirect_uri]);
    expect(parameters).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/) as string,
      state: asked.state,
      iss: issuer.url,
    });
  });

  it('is not for forms of other web sites', async () => {
    const { url, asked } = await openSignIn();
    const headers = { 'sec-fetch-site': 'cross-site' };
    const body = new URLSearchParams({ ...asked, username: 'owner' });
    expect((await fetch(`${url}/local/oauth/authorize`, { method: 'POST', headers, body })).status).toBe(403);
  });

  it('knows nobody else', async () => {
    const { url, asked } = await openSignIn();
    expect((await post(url, 'authorize', { ...asked, username: 'constructor' })).status).toBe(400);
  });

  it.each<[string, (url: string) => Record<string, string>]>([
    ['another client', () => ({ client_id: 'other' })],
    ['another host', () => ({ redirect_uri: 'https://evil.example.com/' })],
    ['a host that begins alike', (url) => ({ redirect_uri: `${url}.example.com/` })],
    ['a user before the host', (url) => ({ redirect_uri: `${url}@evil.example.com/` })],
    ['a fragment', (url) => ({ redirect_uri: `${url}/#x` })],
    ['no redirect URI', () => ({ redirect_uri: '' })],
  ])('leads nobody to %s', async (_, wrong) => {
    const { url, asked } = await openSignIn();
    for (const response of [
      await open(url, { ...asked, ...wrong(url) }),
      await post(url, 'authorize', { ...asked, ...wrong(url), username: 'owner' }),
    ]) {
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      expect(await response.text()).toContain('Nobody can sign in like this');
    }
  });

  it('takes one redirect URI only', async () => {
    const { url, asked } = await openSignIn();
    const twice: [string, string][] = [...Object.entries(asked), ['redirect_uri', 'https://evil.example.com/']];
    expect((await open(url, twice)).status).toBe(400);
  });

  it.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_scope', { scope: 'email' }],
    ['invalid_request', { code_challenge_method: 'plain' }],
    ['invalid_request', { code_challenge: 'short' }],
  ])('tells the client %s for %j', async (error, wrong) => {
    const { url, asked, issuer } = await openSignIn();
    const { to, parameters } = ledTo(await open(url, { ...asked, ...wrong }));
    expect(to).toBe(asked.redirect_uri);
    expect(parameters).toMatchObject({ error, state: asked.state, iss: issuer.url });
  });

  it.each(['response_type', 'scope', 'code_challenge', 'code_challenge_method'])(
    'tells the client invalid_request when %s is missing or there twice',
    async (name) => {
      const { url, asked } = await openSignIn();
      const given = Object.entries(asked);
      const without = given.filter(([each]) => each !== name);
      const twice = [...given, ...given.filter(([each]) => each === name)];
      for (const parameters of [without, twice]) {
        expect(ledTo(await open(url, parameters)).parameters).toMatchObject({ error: 'invalid_request' });
      }
    },
  );
});

describe('a code', () => {
  const redemption = async () => {
    const { url, asked, later } = await openSignIn();
    const { client_id, redirect_uri } = asked;
    const code = await codeFor(url, asked);
    return {
      url,
      asked,
      later,
      form: { grant_type: 'authorization_code', code, client_id, redirect_uri, code_verifier: VERIFIER },
    };
  };
  const errorOf = async (response: Response) => [response.status, ((await response.json()) as { error: string }).error];

  it('is good for tokens of who signed in', async () => {
    const { url, form, later, asked } = await redemption();
    later(59_000);
    const response = await post(url, 'token', form);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const tokens = (await response.json()) as Record<string, string>;
    expect(tokens).toMatchObject({ token_type: 'Bearer', scope: 'openid profile' });
    const { iat = 0, exp: _, aud: __, ...access } = decodeJwt(tokens['access_token']!);
    const identity = decodeJwt(tokens['id_token']!);
    expect(identity).toMatchObject({ ...access, aud: asked.client_id, nonce: asked.nonce });
    expect(iat - Number(identity['auth_time'])).toBeGreaterThanOrEqual(59);
  });

  it('is good once', async () => {
    const { url, form } = await redemption();
    expect((await post(url, 'token', form)).status).toBe(200);
    expect(await errorOf(await post(url, 'token', form))).toEqual([400, 'invalid_grant']);
  });

  it('is good for a minute', async () => {
    const { url, form, later } = await redemption();
    later(60_000);
    expect(await errorOf(await post(url, 'token', form))).toEqual([400, 'invalid_grant']);
  });

  it.each([
    ['invalid_grant', { code: 'another' }],
    ['invalid_grant', { client_id: 'another' }],
    ['invalid_grant', { redirect_uri: 'http://127.0.0.1:3000/another' }],
    ['invalid_grant', { code_verifier: 'w'.repeat(43) }],
    ['invalid_request', { code_verifier: 'short' }],
    ['unsupported_grant_type', { grant_type: 'refresh_token' }],
  ])('meets %s with %j', async (error, wrong) => {
    const { url, form } = await redemption();
    expect(await errorOf(await post(url, 'token', { ...form, ...wrong }))).toEqual([400, error]);
  });

  it.each(['grant_type', 'code', 'redirect_uri', 'client_id', 'code_verifier'])(
    'meets invalid_request when %s is missing or there twice',
    async (name) => {
      const { url, form } = await redemption();
      const given = Object.entries(form);
      const without = given.filter(([each]) => each !== name);
      for (const parameters of [without, [...given, [name, 'x'] as [string, string]]]) {
        expect(await errorOf(await post(url, 'token', parameters))).toEqual([400, 'invalid_request']);
      }
    },
  );
});

it('a user’s name is good for a token of the API, as ever', async () => {
  const { url } = await openSignIn();
  const response = await post(url, 'token', { username: 'viewer' });
  expect(Object.keys((await response.json()) as object)).toEqual(['access_token', 'token_type', 'expires_in']);
  expect((await post(url, 'token', { username: 'nobody' })).status).toBe(400);
});
