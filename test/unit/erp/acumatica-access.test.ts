import { describe, expect, it } from 'vitest';
import { acumaticaWorld, failureOf, job } from '#test/unit/erp/acumatica-world.ts';

const LIST = 'GET entity/Default/24.200.001/Project';
const PUT = 'PUT entity/Default/24.200.001/Project';
const LOGIN = 'POST entity/auth/login';
const LOGOUT = 'POST entity/auth/logout';
const TOKEN = 'POST identity/connect/token';

const ways: [string, boolean][] = [
  ['a token', false],
  ['a cookie', true],
];

describe.each(ways)('access by %s', (_, byCookie) => {
  it('leaves no API session open, whatever becomes of the calls', async () => {
    const { session, double } = await acumaticaWorld({ byCookie, sessions: 1 });
    await session.checkConnection();
    await session.find(job);
    for (const mood of ['throttled', 'failing', 'refusing', 'forbidden'] as const) {
      double.answerNext(mood);
      expect(await failureOf(session.create(job))).toHaveProperty('kind');
    }
    const made = await session.create(job);
    await session.update(job, made);
    await session.lookUp?.('24-0815');
    await session.options?.('customer', '');
    expect(double.openSessions()).toBe(0);
  });

  it('that the licence has no session left for is worth a repeat', async () => {
    const { session, double } = await acumaticaWorld({ byCookie, sessions: 0 });
    expect(await failureOf(session.create(job))).toMatchObject({
      kind: 'temporary',
      message: 'Acumatica has as many API sessions open as its licence allows.',
    });
    expect(double.jobs()).toEqual([]);
  });

  it('is asked for once more when the session has ended, and then given up', async () => {
    const { session, calls } = await acumaticaWorld({
      byCookie,
      instead: ({ method }) => (method === 'PUT' ? new Response('', { status: 401 }) : undefined),
    });
    expect(await failureOf(session.create(job))).toMatchObject({ kind: 'unauthorized' });
    const signIn = byCookie ? LOGIN : TOKEN;
    expect(calls()).toEqual([signIn, PUT, signIn, PUT, LOGOUT]);
  });

  it('keeps an outcome when the sign-out fails', async () => {
    const { session } = await acumaticaWorld({
      byCookie,
      instead: ({ path }) => {
        if (path.endsWith('logout')) throw new TypeError('fetch failed');
        return undefined;
      },
    });
    expect(await session.create(job)).toMatchObject({ job_id: '24-0815' });
  });
});

describe('access by a token', () => {
  it('takes two calls and a sign-out to export, and a token an hour', async () => {
    const { session, calls, pass } = await acumaticaWorld();
    await session.find(job);
    await session.create(job);
    expect(calls()).toEqual([TOKEN, LIST, LOGOUT, PUT, LOGOUT]);
    pass(3_600_000);
    await session.find(job);
    expect(calls().slice(5)).toEqual([TOKEN, LIST, LOGOUT]);
  });

  it('goes on with a site that ends the token with the session', async () => {
    const { session, double, calls } = await acumaticaWorld({
      instead: ({ path }) => {
        if (path.endsWith('logout')) double.expireSessions();
        return undefined;
      },
    });
    await session.find(job);
    await session.create(job);
    expect(calls()).toEqual([TOKEN, LIST, LOGOUT, PUT, TOKEN, PUT, LOGOUT]);
  });

  it('asks for it as the owner of the password, for the API alone', async () => {
    const { session, sent, double } = await acumaticaWorld();
    await session.find(job);
    expect(Object.fromEntries(new URLSearchParams(sent[0]?.body))).toEqual({
      grant_type: 'password',
      ...double.credentials,
      scope: 'api',
    });
  });
});

describe('access by a cookie', () => {
  it('signs in and out around each conversation, with the tenant of the settings', async () => {
    const { session, calls, sent, double } = await acumaticaWorld({ byCookie: true, settings: { tenant: 'Company' } });
    await session.find(job);
    await session.create(job);
    expect(calls()).toEqual([LOGIN, LIST, LOGOUT, LOGIN, PUT, LOGOUT]);
    const { username: name, password } = double.credentials;
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ name, password, company: 'Company' });
    expect(sent[1]?.headers.get('Cookie')).toBe('ASP.NET_SessionId=s1; .ASPXAUTH=a1');
    expect(sent[1]?.headers.get('Authorization')).toBeNull();
  });

  it.each([
    ['wrong credentials', 500, '{"exceptionMessage":"Invalid credentials. Please try again."}', 'unauthorized'],
    ['a 401', 401, '', 'unauthorized'],
    ['too many calls', 429, '', 'temporary'],
    ['a failure', 500, '', 'temporary'],
    ['another address', 404, '<html>', 'refused'],
    ['a page in place of cookies', 200, '<html>', 'temporary'],
  ])('that is answered with %s', async (_, status, text, kind) => {
    const { session, calls } = await acumaticaWorld({
      byCookie: true,
      instead: () => new Response(text, { status }),
    });
    expect(await failureOf(session.find(job))).toMatchObject({ kind });
    expect(calls()).toEqual([LOGIN]);
  });
});
