import { statSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { claims } from '#domain/caller.ts';
import { authorise } from '#local/http-api/authoriser.ts';
import { openIssuer, TOKEN_SECONDS } from '#local/issuer.ts';
import { AUDIENCE, CLIENT_ID, people } from '#local/people.ts';
import { aFolder } from '#test/local/folders.ts';
import { formOn, openSignIn, post } from '#test/local/sign-in-world.ts';

const ISSUER = 'http://127.0.0.1:3000/local/oauth';
const authorizer = { issuer: ISSUER, audience: [AUDIENCE] };
const now = () => new Date();
const issuerIn = (folder: string, url = ISSUER, clock = now) => openIssuer(join(folder, 'key.json'), url, clock);
const tokenFor = async (username: string): Promise<string> => (await (await issuerIn(aFolder())).token(username)) ?? '';

describe('tokens', () => {
  it.each(Object.keys(people))('of %s hold the claims that the service reads', async (username) => {
    const payload = decodeJwt(await tokenFor(username));
    expect(claims.safeParse(payload).error).toBeUndefined();
    expect(payload).toMatchObject({ sub: username, email: `${username}@example.com`, iss: ISSUER, aud: AUDIENCE });
  });

  it.each([
    ['project-admin', { company_id: 1, privileges: [], project_tools: { '*': { admin: 'admin' } } }],
    [
      'approver',
      {
        company_id: 1,
        tools: { erp_integrations: 'standard' },
        privileges: ['can_push_to_accounting'],
        project_tools: {},
      },
    ],
    ['owner', { company_id: 1, privileges: ['can_push_to_accounting'], project_tools: { '*': { admin: 'admin' } } }],
    ['viewer', { company_id: 1, tools: { erp_integrations: 'standard' }, privileges: [], project_tools: {} }],
    ['outsider', { company_id: 2, privileges: ['can_push_to_accounting'], project_tools: { '*': { admin: 'admin' } } }],
  ])('give %s the rights of the contract', async (username, rights) => {
    expect(decodeJwt(await tokenFor(username))).toMatchObject(rights);
  });

  it('are for nobody else', async () => {
    const issuer = await issuerIn(aFolder());
    expect(await issuer.token('constructor')).toBeNull();
    expect(await issuer.token('')).toBeNull();
  });

  it('survive a restart', async () => {
    const folder = aFolder();
    const token = await (await issuerIn(folder)).token('owner');
    const { keys } = await issuerIn(folder);
    expect(await authorise(`Bearer ${token}`, authorizer, keys)).toMatchObject({ sub: 'owner' });
  });

  it('come from a key that only its owner can read', async () => {
    const folder = aFolder();
    const { jwks } = await issuerIn(folder);
    expect(statSync(join(folder, 'key.json')).mode & 0o777).toBe(0o600);
    expect(Object.keys(jwks.keys[0]!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('the authoriser', () => {
  it('hands claims on as flat strings, as the HTTP API does', async () => {
    const issuer = await issuerIn(aFolder());
    const token = (await issuer.token('approver')) ?? '';
    const { iat, exp, ...rest } = (await authorise(`Bearer ${token}`, authorizer, issuer.keys)) ?? {};
    expect(Number(exp) - Number(iat)).toBe(TOKEN_SECONDS);
    expect(rest).toEqual({
      sub: 'approver',
      name: 'Aaron Approver',
      email: 'approver@example.com',
      company_id: '1',
      tools: 'map[erp_integrations:standard]',
      privileges: '[can_push_to_accounting]',
      project_tools: 'map[]',
      iss: ISSUER,
      aud: AUDIENCE,
    });
  });

  it('takes no other tokens', async () => {
    const folder = aFolder();
    const issuer = await issuerIn(folder);
    const good = (await issuer.token('owner')) ?? '';
    const [header, payload, signature] = good.split('.');
    const longAgo = () => new Date(Date.now() - (TOKEN_SECONDS + 1) * 1000);
    const bad = {
      none: undefined,
      'another scheme': `Basic ${good}`,
      'no token': 'Bearer ',
      garbage: 'Bearer a.b.c',
      'a changed payload': `Bearer ${header}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${signature}`,
      'a changed signature': `Bearer ${header}.${payload}.${signature!.split('').reverse().join('')}`,
      'no signature': `Bearer ${new UnsecuredJWT({ sub: 'owner' }).setIssuer(ISSUER).setAudience(AUDIENCE).encode()}`,
      'another algorithm': `Bearer ${await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32))}`,
      'another key': `Bearer ${await tokenFor('owner')}`,
      'another issuer': `Bearer ${await (await issuerIn(folder, `${ISSUER}/x`)).token('owner')}`,
      expired: `Bearer ${await (await issuerIn(folder, ISSUER, longAgo)).token('owner')}`,
    };
    for (const [why, header] of Object.entries(bad)) {
      expect(await authorise(header, authorizer, issuer.keys), why).toBeNull();
    }
    expect(await authorise(`Bearer ${good}`, { ...authorizer, audience: ['others'] }, issuer.keys)).toBeNull();
    expect(await authorise(`Bearer ${good}`, authorizer, issuer.keys)).not.toBeNull();
  });
});

describe('the sign-in', () => {
  it('is one that oauth4webapi, made by others, takes for OpenID Connect', async () => {
    const { url, issuer } = await openSignIn();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it stands out: this is http on loopback
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuerUrl = new URL(issuer.url);
    const server = await oauth.processDiscoveryResponse(issuerUrl, await oauth.discoveryRequest(issuerUrl, insecure));
    expect(server).toMatchObject({
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code'],
    });

    const client: oauth.Client = { client_id: CLIENT_ID };
    const [verifier, state, nonce] = [
      oauth.generateRandomCodeVerifier(),
      oauth.generateRandomState(),
      oauth.generateRandomNonce(),
    ];
    const redirect = `${url}/approvals/signed-in`;
    const asking = new URL(server.authorization_endpoint ?? '');
    asking.search = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: redirect,
      scope: 'openid',
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const page = await (await fetch(asking)).text();
    const back = (await post(url, 'authorize', formOn(page, 'second-approver'))).headers.get('location') ?? '';

    const callback = oauth.validateAuthResponse(server, client, new URL(back), state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      callback,
      redirect,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
      maxAge: 60,
    });
    await oauth.validateApplicationLevelSignature(server, response, insecure);
    const identity = oauth.getValidatedIdTokenClaims(tokens) ?? {};
    expect(claims.safeParse(identity).error).toBeUndefined();
    expect(identity).toMatchObject({ sub: 'second-approver', privileges: ['can_push_to_accounting'] });
    expect(
      await authorise(`Bearer ${tokens.access_token}`, { issuer: issuer.url, audience: [AUDIENCE] }, issuer.keys),
    ).toMatchObject({ sub: 'second-approver' });
  });
});
