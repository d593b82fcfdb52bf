import { ScanCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyRing, sign, signApprovalLink } from '#domain/links.ts';
import { MAX_PROJECT_BYTES } from '#middleware/body.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { logLines, MARKERS } from '#test/support/leaks.ts';
import { copyOf, memoryLedger } from '#test/support/memory-ledger.ts';
import { aBody, approvers, Service } from '#test/support/service.ts';
import { pageHeaders } from '#web/page-headers.ts';

const underTest = ledgerPerTest();
let service: Service;
let token = '';

beforeEach(async () => {
  service = new Service(underTest().ledger);
  await service.send(aBody());
  await service.ask('1001-1');
  token = service.linkOf('approver');
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const SAME_SITE = { ...FORM, 'sec-fetch-site': 'same-origin' };
const record = () => service.ledger.read({ companyId: 1, projectId: 1001 });
const decision = async () => (await record())?.request.decision ?? null;
const accepting = async (): Promise<Record<string, string>> => ({
  ...(await service.formOf(token)),
  decision: 'accept',
});
const later = (seconds: number) => (service.now = new Date(service.now.getTime() + seconds * 1000));
const encoded = (form: Record<string, string>) => new URLSearchParams(form).toString();

/** How often each status is the answer to forms posted to a link, all at once. */
const statusesOf = async (s: Service, posts: readonly { token: string; form?: Record<string, string> }[]) => {
  const answers = await Promise.all(posts.map((post) => s.page(post.token, post.form)));
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

/** Reads and writes of the ledger from now on. */
const countLedgerCalls = () => {
  let calls = 0;
  const counted = Object.fromEntries(
    Object.entries(service.ledger).map(([name, method]) => [
      name,
      (...given: unknown[]): unknown => {
        calls += 1;
        return Reflect.apply(method as (...given: unknown[]) => unknown, undefined, given);
      },
    ]),
  );
  Object.defineProperty(service, 'ledger', { value: counted });
  return () => calls;
};

const link = (over: object = {}) => ({
  companyId: 1,
  projectId: 1001,
  number: 1,
  approverId: 'approver',
  epoch: 0,
  notAfter: 2e9,
  ...over,
});

describe('tampering with links', () => {
  it('T01: each changed bit of a link is 404 with the same bytes, and the ledger is not asked', async () => {
    const calls = countLedgerCalls();
    const bits = Array.from({ length: token.length * 7 }, (_, bit) => {
      const at = Math.floor(bit / 7);
      return token.slice(0, at) + String.fromCharCode(token.charCodeAt(at) ^ (1 << (bit % 7))) + token.slice(at + 1);
    });
    const answers = await Promise.all(bits.map((one) => service.page(one)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
    expect(calls()).toBe(0);
  });

  it('T02: no query decides anything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('decision', 'action', 'approved', 'check', 'reason'),
        fc.constantFrom('approve', 'accept', 'reject', 'true', '1'),
        async (name, value) => {
          const shown = await service.visit('show-approval', { token, query: { [name]: value } });
          expect([shown.status, /<input[^>]* checked/.test(shown.text)]).toEqual([200, false]);
        },
      ),
      { numRuns: 20 },
    );
    expect(await decision()).toBeNull();
  });

  it('T04: tokens that bring their own algorithm, keys or paths are 404 without a read', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const headers = [
      { alg: 'none' },
      { alg: 'HS256', kid: 'k1' },
      { alg: 'RS256', jku: 'https://evil.example/keys' },
      { alg: 'ES256', jwk: {} },
    ];
    const jwts = headers.flatMap((header) => [
      `${part(header)}.${part({ sub: 'approver' })}.`,
      `${part(header)}.${part({})}.AAAA`,
    ]);
    const kids = [
      '../../dev/null',
      '/etc/passwd',
      'k2',
      'K1',
      '__proto__',
      'constructor',
      'current',
      'k1%00',
      '*',
      'k1 ',
    ];
    const [, payload = '', mac = ''] = token.split('.');
    const hostile = Array.from(
      { length: 200 },
      (_, index) => `${kids[index % kids.length]}${index > 9 ? index : ''}.${payload}.${mac}`,
    );
    const calls = countLedgerCalls();
    const answers = await Promise.all([...jwts, ...hostile].map((one) => service.page(one)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(calls()).toBe(0);
  });

  it('T05: a nonce, a session or a sign-in memory is no link', async () => {
    const { nonce = '' } = await service.formOf(token);
    const { cookies } = await service.browse(token);
    const sessionToken = cookies[0]?.split('=')[1] ?? '';
    const parts = [1, 1001, 1, 'approver', 0, 2_000_000_000];
    const others = ['approval-session', 'approval-sign-in', 'approval-page', 'webhook'].map((purpose) =>
      sign(service.ring, purpose, 'test', parts),
    );
    for (const one of [nonce, sessionToken, ...others]) expect((await service.page(one)).status).toBe(404);
  });

  it('T08: what is unknown, foreign, tampered with or of a dead epoch is answered with the same bytes', async () => {
    const made = [{ number: 9 }, { projectId: 4711 }, { companyId: 2 }, { epoch: 3 }].map((over) =>
      signApprovalLink(service.ring, 'test', link(over)),
    );
    const answers = await Promise.all([...made, `${token}x`, 'nonsense'].map((one) => service.page(one)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  });

  it('T09: ten thousand guesses read nothing, and the real link still works', async () => {
    const [, payload = ''] = token.split('.');
    const calls = countLedgerCalls();
    const guesses = Array.from(
      { length: 10_000 },
      (_, guess) => `k1.${payload}.${guess.toString(36).padStart(43, 'A')}`,
    );
    expect(
      await statusesOf(
        service,
        guesses.map((guess) => ({ token: guess })),
      ),
    ).toEqual({ 404: 10_000 });
    expect(calls()).toBe(0);
    expect((await service.page(token)).status).toBe(200);
  });
});

describe('time and life', () => {
  it('T12: a page that was opened in time decides nothing after the window, and says so', async () => {
    later(14 * 86_400 - 5);
    const form = await accepting();
    later(6);
    const late = await service.page(token, form);
    expect([late.status, late.text.includes('nobody decided in time')]).toEqual([410, true]);
    expect(await decision()).toBeNull();
  });

  it.each([
    ['a second before', -1, 200],
    ['at', 0, 410],
    ['a second after', 1, 410],
  ])('T11: %s the end of the window', async (_, seconds, status) => {
    later(14 * 86_400 - 3_600);
    const form = await accepting();
    later(3_600 + seconds);
    expect((await service.page(token, form)).status).toBe(status);
  });

  it.each([-300, 300])(
    'T13: a function whose clock is %d s off neither expires early nor decides late',
    async (skew) => {
      const form = await accepting();
      later(skew);
      expect((await service.page(token)).status).toBe(200);
      expect((await service.page(token, form)).status).toBe(200);
      expect((await decision())?.kind).toBe('accept');
    },
  );

  it('T14: fifty equal posts, one after the other and at once, are one decision with fifty equal answers', async () => {
    const form = await accepting();
    const first = await service.page(token, form);
    const inTurn: string[] = [];
    for (let post = 0; post < 50; post += 1) inTurn.push((await service.page(token, form)).text);
    const atOnce = await Promise.all(Array.from({ length: 50 }, () => service.page(token, form)));
    expect(new Set([first.text, ...inTurn, ...atOnce.map(({ text }) => text)]).size).toBe(1);
    expect((await record())?.events.map(({ name }) => name)).toEqual(['send', 'accept']);
    expect(service.told).toEqual([{ token: 'token-of-1001-1', error: null }]);
  });

  it('T15: the second of two approvers learns who was first', async () => {
    const other = service.linkOf('owner');
    const [mine, theirs] = [await accepting(), await service.formOf(other)];
    await service.page(token, mine);
    const late = await service.page(other, { ...theirs, decision: 'reject', reason: 'No.' });
    expect([late.status, late.text.includes('not stored'), late.text.includes('approver')]).toEqual([409, true, true]);
  });

  it('T16: a decision whose task token is dead still counts', async () => {
    const { workflow } = service.deps;
    Object.defineProperty(service, 'deps', {
      value: { ...service.deps, workflow: { ...workflow, succeed: async () => 'gone' } },
    });
    expect((await service.page(token, await accepting())).status).toBe(200);
    expect(await service.settle('1001-1', 'approval')).toBe('export');
  });

  it('T17: a request that its sender took back between look and click says so', async () => {
    const form = await accepting();
    await service.api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
    const late = await service.page(token, form);
    expect([late.status, late.text.includes('Withdrawn by the sender')]).toEqual([409, true]);
  });

  it('T18: a form about older data decides nothing, and the page shows what is different', async () => {
    const form = await accepting();
    await service.api('retrieve-request', { as: 'project-admin', params: { request_id: '1001-1' } });
    await service.send(aBody(1001, { name: 'Harbour Tunnel' }), 'k-2');
    const late = await service.page(token, form);
    expect([late.status, late.text.includes('Harbour Tunnel')]).toEqual([409, true]);
    await service.ask('1001-2');
    const newer = service.linkOf('approver');
    const stale = await service.page(newer, {
      ...(await service.formOf(newer)),
      snapshot_sha256: form['snapshot_sha256'] ?? '',
      decision: 'accept',
    });
    expect(stale.status).toBe(409);
    expect(await decision()).toBeNull();
  });

  it('T19: links of both keys work while both are in the ring, and new ones are signed by the current one', async () => {
    service.ring = keyRing.parse({ current: 'k2', k1: MARKERS.linkKey, k2: MARKERS.otherLinkKey });
    expect((await service.page(token)).status).toBe(200);
    later(2 * 86_400);
    await service.sweep();
    await service.deliver();
    expect(service.linkOf('approver')).toMatch(/^k2\./);
    expect((await service.page(service.linkOf('approver'))).status).toBe(200);
    expect((await service.page(token, await accepting())).status).toBe(200);
  });

  it('T20: taking a key out of the ring kills its links, sessions and forms; reminders bring new ones', async () => {
    const form = await accepting();
    const browser = await service.browse(token);
    service.ring = keyRing.parse({ current: 'k2', k2: MARKERS.otherLinkKey });
    expect((await service.page(token)).status).toBe(404);
    expect((await service.page(token, form)).status).toBe(404);
    expect((await service.visit('show-approval', { token: browser.path, cookies: browser.cookies })).status).toBe(403);
    later(2 * 86_400);
    await service.sweep();
    await service.deliver();
    const fresh = service.linkOf('approver');
    expect((await service.page(fresh, { ...(await service.formOf(fresh)), decision: 'accept' })).status).toBe(200);
  });

  it('T20: raising the epoch of a request kills its links, and no others', async () => {
    const before = await record();
    if (before === null) throw new Error('It was sent.');
    await service.ledger.write(before, {
      ...before,
      version: before.version + 1,
      request: { ...before.request, link_epoch: 1 },
    });
    expect((await service.page(token)).status).toBe(404);
    expect((await service.page(signApprovalLink(service.ring, 'test', link({ epoch: 1 })))).status).toBe(200);
  });

  it('T21: neither the table nor a log holds a link, a session or a nonce', async () => {
    const browser = await service.browse(token);
    const form = await accepting();
    await service.page(token, form);
    const { client, table } = underTest();
    const { Items } = await client.send(new ScanCommand({ TableName: table }));
    const kept = JSON.stringify(Items) + logLines().join('\n');
    const session = browser.cookies[0]?.split('=')[1] ?? 'none';
    for (const secret of [token, session, form['nonce'] ?? '']) {
      for (const part of [secret, secret.split('.')[2] ?? '']) expect(kept).not.toContain(part);
    }
  });
});

describe('prefetching, browsers and other sites', () => {
  it('T22: no method but POST decides, and none consumes the link', async () => {
    const before = await record();
    for (const route of ['show-approval', 'probe-approval', 'describe-approval'] as const) {
      for (const headers of [{}, { 'sec-fetch-mode': 'navigate' }, { origin: 'https://evil.example' }]) {
        const answer = await service.visit(route, {
          token,
          headers: headers,
          body: encoded(await accepting()),
        });
        expect([200, 204, 303]).toContain(answer.status);
      }
    }
    expect(await record()).toEqual(before);
    expect((await service.page(token, await accepting())).status).toBe(200);
  });

  it.each([
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-moz', 'prefetch'],
  ])('T22: a page that is loaded ahead (%s: %s) is 204, without a session', async (name, value) => {
    const answer = await service.visit('show-approval', {
      token,
      headers: { [name]: value, 'sec-fetch-mode': 'navigate' },
    });
    expect([answer.status, answer.text, answer.cookies]).toEqual([204, '', []]);
  });

  it('T25: a form from elsewhere, with the session of the victim, is 403 and stores nothing', async () => {
    const browser = await service.browse(token);
    const page = await service.visit('show-approval', { token: browser.path, cookies: browser.cookies });
    const body = encoded({ ...(await service.formOf('', page)), decision: 'accept' });
    const post = (headers: Record<string, string>) =>
      service.visit('decide-approval', { token: browser.path, cookies: browser.cookies, headers, body });
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect((await post({ ...FORM, 'sec-fetch-site': site })).status).toBe(403);
    }
    expect((await post(FORM)).status).toBe(403);
    expect((await post({ ...FORM, origin: 'null' })).status).toBe(403);
    expect((await post({ ...FORM, origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ ...SAME_SITE, 'content-type': 'text/plain' })).status).toBe(415);
    expect(await decision()).toBeNull();
    expect((await post(SAME_SITE)).status).toBe(200);
    expect((await decision())?.kind).toBe('accept');
  });

  it('T25: a nonce is good only for the session or link that it was drawn for', async () => {
    const browser = await service.browse(token);
    const viaLink = { ...(await service.formOf(token)), decision: 'accept' };
    const call = { token: browser.path, cookies: browser.cookies, headers: SAME_SITE, body: encoded(viaLink) };
    expect((await service.visit('decide-approval', call)).status).toBe(422);
    const page = await service.visit('show-approval', { token: browser.path, cookies: browser.cookies });
    expect((await service.page(token, { ...(await service.formOf('', page)), decision: 'accept' })).status).toBe(422);
    expect(await decision()).toBeNull();
  });

  it('T27, T28, T30: every answer carries the headers of a page, refusals and errors too', async () => {
    const browser = await service.browse(token);
    const broken = new Service(underTest().ledger);
    broken.linkKeys = () => Promise.reject(new Error('no keys'));
    const answers = [
      await service.page(token),
      await service.page('nonsense'),
      await service.page(token, { decision: 'accept' }),
      await service.page(token, {}, { 'content-type': 'text/plain' }),
      await service.visit('show-approval', { token: browser.path }),
      await service.visit('show-approval', { token, headers: { 'sec-fetch-mode': 'navigate' } }),
      await service.visit('show-approval', { token, headers: { purpose: 'prefetch' } }),
      await service.visit('probe-approval', { token }),
      await service.visit('describe-approval', { token }),
      await service.visit('signed-in', {}),
      await service.visit('sign-in', { token }),
      await broken.page(token),
    ];
    for (const { headers } of answers) expect(headers).toMatchObject(pageHeaders);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 422, 415, 403, 303, 204, 200, 204, 403, 403, 503]);
    expect(pageHeaders['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(pageHeaders['cross-origin-opener-policy']).toBe('same-origin');
    expect(pageHeaders['cache-control']).toBe('no-store');
  });

  it('T30: going back and sending again shows what is stored, and nothing happens twice', async () => {
    const form = await accepting();
    await service.page(token, form);
    const before = await record();
    expect((await service.page(token, form)).status).toBe(200);
    expect(await record()).toEqual(before);
  });

  it('T33: hostile Host headers change no link in a mail', async () => {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
      'idempotency-key': 'k',
    };
    await service.api('send-project', { as: 'project-admin', params: { project_id: '7' }, headers, body: aBody(7) });
    await service.ask('7-1');
    const urls = service.mails.flatMap(({ text, html }) =>
      [...`${text} ${html}`.matchAll(/https?:\/\/[^/\s"<]+/g)].map(([url]) => url),
    );
    expect(new Set(urls)).toEqual(new Set(['https://erp.example.com']));
  });
});

describe('links in a browser', () => {
  it('leave its address bar for a session that scripts and other sites cannot use, and that ends within the hour', async () => {
    const sent = await service.visit('show-approval', { token, headers: { 'sec-fetch-mode': 'navigate' } });
    expect([sent.status, sent.headers['location'], sent.text]).toEqual([303, '/approvals/1-1001-1', '']);
    expect(sent.cookies).toHaveLength(1);
    expect(sent.cookies[0]).toMatch(
      /^__Host-approval-1-1001-1=[\w.-]+; Max-Age=3600; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
    );
    const browser = await service.browse(token);
    const open = () => service.visit('show-approval', { token: browser.path, cookies: browser.cookies });
    expect((await open()).status).toBe(200);
    later(3_599);
    expect((await open()).status).toBe(200);
    later(1);
    const over = await open();
    expect([over.status, over.text.includes('Harbour')]).toEqual([403, false]);
  });

  it('give back what was typed when the session is over', async () => {
    const browser = await service.browse(token);
    later(3_600);
    const body = encoded({ decision: 'reject', reason: 'Cost code 03-100 is missing.' });
    const over = await service.visit('decide-approval', {
      token: browser.path,
      cookies: browser.cookies,
      headers: SAME_SITE,
      body,
    });
    expect([over.status, over.text.includes('Cost code 03-100 is missing.')]).toEqual([403, true]);
  });

  it('can be open side by side, but not so many that their cookies stop the service', async () => {
    const cookies: string[] = [];
    for (let project = 2001; project <= 2020; project += 1) {
      await service.send(aBody(project), `k-${project}`);
      await service.ask(`${project}-1`);
      const sent = await service.visit('show-approval', {
        token: service.linkOf('approver'),
        headers: { 'sec-fetch-mode': 'navigate' },
        cookies,
      });
      const gone = sent.cookies.filter((cookie) => cookie.includes('Max-Age=0')).map((cookie) => cookie.split('=')[0]);
      cookies.push(...sent.cookies.slice(0, 1).map((cookie) => cookie.split(';')[0] ?? ''));
      cookies.splice(0, cookies.length, ...cookies.filter((cookie) => !gone.includes(cookie.split('=')[0])));
    }
    expect(cookies.length).toBeLessThanOrEqual(12);
    expect(cookies.join('; ').length).toBeLessThan(5_000);
    const latest = await service.visit('show-approval', { token: '1-2020-1', cookies });
    expect(latest.status).toBe(200);
  });

  it('are bound to their request: another request’s session opens nothing', async () => {
    await service.send(aBody(7), 'k-7');
    await service.ask('7-1');
    const seven = await service.browse(service.linkOf('approver'));
    const renamed = seven.cookies.map((cookie) => cookie.replace('1-7-1', '1-1001-1'));
    expect((await service.visit('show-approval', { token: '1-1001-1', cookies: renamed })).status).toBe(403);
    expect((await service.visit('show-approval', { token: '1-7-1', cookies: seven.cookies })).status).toBe(200);
  });

  it('are logged when they are opened, with who opened them and without what they are', async () => {
    await service.visit('show-approval', { token, headers: { 'user-agent': 'Mozilla/5.0 (compatible; SafeLinks)' } });
    await service.browse(token);
    await service.visit('probe-approval', { token });
    const openings = logLines()
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ message }) => message === 'link_opened');
    expect(openings.map(({ method, client, through, request_id }) => [method, client, through, request_id])).toEqual([
      ['GET', 'scanner', 'link', '1001-1'],
      ['GET', 'browser', 'link', '1001-1'],
      ['HEAD', 'other', 'link', '1001-1'],
    ]);
    expect(JSON.stringify(openings)).not.toMatch(/Mozilla|SafeLinks/);
  });
});

describe('mails and people', () => {
  it('T39: a reply decides nothing: there is no way in for mail', async () => {
    const { text } = service.mails[0] ?? { text: '' };
    expect(text).toContain('Replies to this mail are not read.');
  });

  it('T40: a forwarded link above the limit shows no amount, no customer and no project', async () => {
    const { integration } = service;
    service.integration = { ...integration, policy: { ...integration.policy, sign_in_above: 1_000_000 } };
    const { status, text } = await service.page(token);
    expect(status).toBe(200);
    for (const secret of ['Harbour', '1,250,000', '01-100', 'Concrete']) expect(text).not.toContain(secret);
  });

  it('T63: however often a project is asked about, nobody gets the same mail twice', async () => {
    for (let repeat = 0; repeat < 100; repeat += 1) {
      await service.ask('1001-1', `token-of-repeat-${repeat}`);
      later(1);
    }
    for (let minute = 0; minute < 30; minute += 1) {
      later(60);
      await service.sweep('open');
      await service.deliver();
    }
    expect(service.mails.map(({ to }) => to).sort()).toEqual(approvers.map(({ email }) => email).sort());
  });
});

describe('authorisation and input', () => {
  it('T45: ids of another company are answered like ids that do not exist', async () => {
    const foreign = await service.api('get-request', {
      as: 'outsider',
      params: { company_id: '2', request_id: '1001-1' },
    });
    const none = await service.api('get-request', {
      as: 'outsider',
      params: { company_id: '2', request_id: '4711-1' },
    });
    expect([foreign.status, foreign.text]).toEqual([404, none.text]);
  });

  it.each([64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1])('T50: a form of %d bytes', async (size) => {
    const form = encoded({ ...(await service.formOf(token)), decision: 'reject', reason: '' });
    const body = form + 'x'.repeat(size - form.length);
    const { status } = await service.visit('decide-approval', { token, headers: FORM, body });
    expect(status).toBe(size > 64 * 1024 ? 413 : 422);
  });

  it.each([
    [MAX_PROJECT_BYTES, 400],
    [MAX_PROJECT_BYTES + 1, 413],
  ])(
    'T50: a project of %d bytes is %d: too much is refused before it is parsed, whatever is announced',
    async (size, expected) => {
      const { status } = await service.api('send-project', {
        as: 'project-admin',
        params: { project_id: '1001' },
        headers: { 'idempotency-key': 'key', 'content-length': '2' },
        body: '{'.repeat(size),
      });
      expect(status).toBe(expected);
    },
  );

  it('T50: ten thousand fields and deep names are refused, quickly and whole', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `field_${index}=x`).join('&');
    const started = performance.now();
    const { status } = await service.visit('decide-approval', { token, headers: FORM, body: many });
    expect(status).toBe(422);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await decision()).toBeNull();
  });

  it.each([
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/x-www-form-urlencoded; charset=utf-16',
    'application/x-www-form-urlencoded; charset=utf-7',
    '',
  ])('T51: a form as %j is 415', async (type) => {
    const body = encoded(await accepting());
    expect((await service.visit('decide-approval', { token, headers: { 'content-type': type }, body })).status).toBe(
      415,
    );
    expect(await decision()).toBeNull();
  });

  it('T52: addresses in a project are never visited', async () => {
    const url = 'http://169.254.169.254/latest/meta-data';
    const called: unknown[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = (...given) => (called.push(given), Promise.reject(new Error('no')));
    try {
      await service.send(aBody(7, { logo_url: url, photo_url: url, description: url }), 'k-7');
      await service.ask('7-1');
      const own = service.linkOf('approver');
      await service.page(own, { ...(await service.formOf(own)), decision: 'accept' });
      await service.export('7-1');
    } finally {
      globalThis.fetch = original;
    }
    expect(called).toEqual([]);
  });

  it('T65: a decision that is none of the two, missing or doubled in any way decides nothing', async () => {
    const form = await service.formOf(token);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ maxLength: 12 }),
          fc.constantFrom('approve', 'Accept', 'accept ', 'acceptreject', 'retry', 'null', '', 'accept\u0000'),
        ),
        async (word) => {
          fc.pre(word !== 'accept' && word !== 'reject');
          expect((await service.page(token, { ...form, decision: word })).status).toBe(422);
        },
      ),
      { numRuns: 40 },
    );
    expect((await service.page(token, form)).status).toBe(422);
    expect(await decision()).toBeNull();
  });
});

describe('leaks and operations', () => {
  it('T55: a whole life leaves no link, token, key, password or address in any log line', async () => {
    await service.page(token, await accepting());
    await service.export('1001-1');
    await service.sweep();
    await service.deliver();
    expect(logLines().length).toBeGreaterThan(3);
    for (const line of logLines()) expect(line).not.toMatch(/token-of-|example\.com|a-key-of/);
  });

  it.each(['ledger', 'integrations', 'linkKeys', 'workflow'] as const)(
    'T57: when %s breaks, people get one fixed page and a number, and nothing of the cause',
    async (part) => {
      const broken = () => Promise.reject(new Error('secret inside: arn:aws:iam::123456789012'));
      const all = new Proxy({}, { get: () => broken });
      const form = await accepting();
      Object.defineProperty(service, 'deps', {
        value: { ...service.deps, [part]: part === 'linkKeys' ? broken : all },
      });
      const answer = await service.page(token, form);
      // A workflow that cannot be told is no failure of the decision: the sweeper tells it.
      expect(answer.status).toBe(part === 'workflow' ? 200 : 503);
      expect(answer.text).not.toContain('secret inside');
      if (answer.status === 503) expect(answer.text).toContain('trace-2');
    },
  );

  it('T58: whatever breaks on the way to a decision, nothing is accepted', async () => {
    const form = await accepting();
    const { deps } = service;
    const parts = {
      ledger: ['read', 'readSnapshot', 'write'],
      integrations: ['list'],
    } as const;
    for (const [part, methods] of Object.entries(parts)) {
      for (const method of methods) {
        const original = part === 'ledger' ? deps.ledger : deps.integrations;
        const failing = new Proxy(original, {
          get: (target, name) =>
            name === method ? () => Promise.reject(new Error('broken')) : (Reflect.get(target, name) as unknown),
        });
        Object.defineProperty(service, 'deps', { value: { ...deps, [part]: failing }, configurable: true });
        expect([part, method, (await service.page(token, form)).status]).toEqual([part, method, 503]);
      }
    }
    expect(await decision()).toBeNull();
  });

  it('T59: silence is no accept: the window ends as expired', async () => {
    later(14 * 86_400);
    await service.sweep();
    expect((await record())?.request).toMatchObject({ status: 'expired', decision: null });
    expect(await service.export('1001-1')).toEqual({ outcome: 'not_accepted' });
  });

  it('T60: a workflow that was completed by hand exports nothing', async () => {
    expect(await service.export('1001-1')).toEqual({ outcome: 'not_accepted' });
    expect(service.files.size).toBe(0);
    expect(await decision()).toBeNull();
  });

  it('T60, T46: a decision forged past the one check, by the sender, stops before the ERP', async () => {
    await service.page(token, await accepting());
    const before = await record();
    if (before?.request.decision == null) throw new Error('It was accepted.');
    const forged = { ...before.request.decision, by: before.request.sender };
    await service.ledger.write(before, {
      ...before,
      version: before.version + 1,
      request: { ...before.request, decision: forged },
    });
    expect(await service.export('1001-1')).toMatchObject({ outcome: 'refused' });
    expect(service.files.size).toBe(0);
  });

  it('T62: a thousand bad posts neither consume nor lock the link', async () => {
    // The store is not what is asked here, and takes most of the time.
    const quick = new Service(memoryLedger(copyOf()));
    await quick.send(aBody());
    await quick.ask('1001-1');
    const link = quick.linkOf('approver');
    const form: Record<string, string> = { ...(await quick.formOf(link)), decision: 'accept' };
    const codes = Array.from({ length: 10 }, (_, digit) => String(digit).repeat(4));
    const wrong = codes.filter((code) => code !== form['check']);
    const posts = Array.from({ length: 1_000 }, (_, post) => ({
      token: link,
      form: { ...form, check: wrong[post % wrong.length] ?? '' },
    }));
    expect(await statusesOf(quick, posts)).toEqual({ 422: 1_000 });
    expect((await quick.ledger.read({ companyId: 1, projectId: 1001 }))?.request.decision).toBeNull();
    expect((await quick.page(link, form)).status).toBe(200);
  });
});
