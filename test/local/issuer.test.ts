import { statSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { claims } from '#domain/caller.ts';
import { authorise } from '#local/http-api/authoriser.ts';
import { openIssuer, TOKEN_SECONDS } from '#local/issuer.ts';
import { AUDIENCE, people } from '#local/people.ts';
import { aFolder } from '#test/local/folders.ts';

const URL = 'http://127.0.0.1:3000/local/oauth';
const authorizer = { issuer: URL, audience: [AUDIENCE] };
const now = () => new Date();
const issuerIn = (folder: string, url = URL, clock = now) => openIssuer(join(folder, 'key.json'), url, clock);
const tokenFor = async (username: string): Promise<string> => (await (await issuerIn(aFolder())).token(username)) ?? '';

describe('tokens', () => {
  it.each(Object.keys(people))('of %s hold the claims that the service reads', async (username) => {
    const payload = decodeJwt(await tokenFor(username));
    expect(claims.safeParse(payload).error).toBeUndefined();
    expect(payload).toMatchObject({ sub: username, email: `${username}@example.com`, iss: URL, aud: AUDIENCE });
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
      iss: URL,
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
      'no signature': `Bearer ${new UnsecuredJWT({ sub: 'owner' }).setIssuer(URL).setAudience(AUDIENCE).encode()}`,
      'another algorithm': `Bearer ${await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32))}`,
      'another key': `Bearer ${await tokenFor('owner')}`,
      'another issuer': `Bearer ${await (await issuerIn(folder, `${URL}/x`)).token('owner')}`,
      expired: `Bearer ${await (await issuerIn(folder, URL, longAgo)).token('owner')}`,
    };
    for (const [why, header] of Object.entries(bad)) {
      expect(await authorise(header, authorizer, issuer.keys), why).toBeNull();
    }
    expect(await authorise(`Bearer ${good}`, { ...authorizer, audience: ['others'] }, issuer.keys)).toBeNull();
    expect(await authorise(`Bearer ${good}`, authorizer, issuer.keys)).not.toBeNull();
  });
});
