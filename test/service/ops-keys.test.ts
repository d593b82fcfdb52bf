import { describe, expect, it } from 'vitest';
import { previousKids } from '#ops/keys/ring.ts';
import { operatedServicePerTest } from '#test/service/operated-service.ts';
import { aBody } from '#test/support/service.ts';

const operated = operatedServicePerTest();
const service = () => operated().service;
const DAY = 86_400;

const sent = async (projectId = 1001) => {
  await service().send(aBody(projectId));
  await service().ask(`${projectId}-1`);
  return service().linkOf('approver');
};
const pageOf = async (link: string) => (await service().page(link)).status;
const recordOf = (projectId: number) => operated().world.ledger.read({ companyId: 1, projectId });

describe('keys rotate', () => {
  it('first says what it would do, then signs with a new key; links mailed before still work', async () => {
    const old = await sent();
    const before = service().ring;
    expect(await operated().text('keys rotate')).toBe(
      [
        'Would draw a new key, which signs links from then on.',
        'k1: would verify the links that are out.',
        'Nothing has been changed. With --yes it is done.',
      ].join('\n'),
    );
    expect(service().ring).toBe(before);
    const answer = await operated().ops('keys rotate --yes');
    expect(answer).toMatchObject({ exitCode: 0, outcome: 'done', previous: ['k1'] });
    expect(answer['current']).toBe(service().ring.current);
    const fresh = await sent(1002);
    expect(fresh.startsWith(`${service().ring.current}.`)).toBe(true);
    expect([await pageOf(old), await pageOf(fresh)]).toEqual([200, 200]);
  });

  it('refuses while links of the previous key may be in use: for the longest window, and longer for what was sent under another', async () => {
    await operated().ops('keys rotate --yes');
    const { current } = service().ring;
    expect(await operated().ops('keys rotate --yes')).toMatchObject({
      exitCode: 1,
      outcome: 'refused',
      current,
      links_of_previous_until: '2026-12-07T12:06:00.000Z',
    });
    operated().later(14 * DAY + 360);
    expect(await operated().ops('keys rotate')).toMatchObject({ outcome: 'would_do' });
  });

  it('refuses for a request whose window is longer than its policy is now', async () => {
    const { policy } = service().integration;
    service().integration = { ...service().integration, policy: { ...policy, approval_window: 'P60D' } };
    await sent();
    service().integration = { ...service().integration, policy: { ...policy, approval_window: 'P1D' } };
    await operated().ops('keys rotate --yes');
    operated().later(30 * DAY);
    expect(await operated().ops('keys rotate --yes')).toMatchObject({ outcome: 'refused' });
  });

  it('does it when told, and says what dies', async () => {
    const old = await sent();
    await operated().ops('keys rotate --yes');
    operated().later(1);
    expect(await operated().text('keys rotate --anyway')).toContain('k1: gone. Links that it signed are dead.');
    expect(await operated().ops('keys rotate --anyway --yes')).toMatchObject({ outcome: 'done' });
    expect(await pageOf(old)).toBe(404);
    expect(previousKids(service().ring)).toHaveLength(1);
  });

  it('prints no key', async () => {
    const shown = [await operated().text('keys rotate --yes'), JSON.stringify(await operated().ops('keys rotate'))];
    for (const key of service().ring.keys.values()) expect(shown.join()).not.toContain(key);
  });
});

describe('keys compromised', () => {
  it('kills every link and session, and mails new links for what is open', async () => {
    const old = await sent();
    const browser = await service().browse(old);
    await sent(1002);
    await operated().accept('1002-1');
    expect(await operated().ops('keys compromised --by Pat')).toMatchObject({ outcome: 'would_do', requests: 1 });
    operated().later(60);
    service().mails.length = 0;
    expect(await operated().ops('keys compromised --by Pat --yes')).toMatchObject({
      exitCode: 0,
      outcome: 'done',
      requests: 1,
      repeat_after: '2026-11-23T12:07:00.000Z',
    });
    expect(await pageOf(old)).toBe(404);
    expect((await service().visit('show-approval', { token: browser.path, cookies: browser.cookies })).status).toBe(
      403,
    );
    await service().deliver();
    expect(service().mails).toHaveLength(3);
    const fresh = service().linkOf('approver');
    expect(fresh.startsWith(`${service().ring.current}.`)).toBe(true);
    expect(await pageOf(fresh)).toBe(200);
    const named = (await recordOf(1001))?.events.at(-1);
    expect(named).toMatchObject({ name: 'reissue_links', details: { operator: 'Pat', kid: service().ring.current } });
  });

  it('has a failed export mailed anew as well: its link tries again', async () => {
    await sent();
    await operated().accept('1001-1');
    service().openSession = () => Promise.reject(new Error('broken'));
    for (let attempt = 0; attempt < 2; attempt += 1) await service().export('1001-1');
    await service().settle('1001-1');
    await service().deliver();
    service().mails.length = 0;
    await operated().ops('keys compromised --by Pat --yes');
    await service().deliver();
    expect(service().mails.map(({ subject }) => subject)).toContainEqual(expect.stringContaining('1001-1'));
    expect(await pageOf(service().linkOf('approver'))).toBe(200);
  });

  it('goes on when it was broken off, and passes by what is done', async () => {
    for (const projectId of [1001, 1002, 1003]) await sent(projectId);
    const { world } = operated();
    let writes = 0;
    const breaking = {
      ...world,
      ledger: {
        ...world.ledger,
        write: async (...given: Parameters<typeof world.ledger.write>) => {
          writes += 1;
          if (writes > 1) throw new Error('The connection broke.');
          await world.ledger.write(...given);
        },
      },
    };
    const { runCommand } = await import('#ops/run.ts');
    const { readCommandLine } = await import('#ops/command-line.ts');
    const line = readCommandLine('keys compromised --by Pat --yes'.split(' '));
    await expect(runCommand(line, breaking)).rejects.toThrow('The connection broke.');
    const { current } = service().ring;
    expect(await operated().ops('keys compromised --by Pat')).toMatchObject({ replaces: false, current });
    expect(await operated().ops('keys compromised --by Pat --yes')).toMatchObject({ current, requests: 2 });
    expect(await operated().ops('keys compromised --by Pat --yes')).toMatchObject({
      exitCode: 1,
      outcome: 'nothing_to_do',
      requests: 0,
    });
    for (const projectId of [1001, 1002, 1003]) expect((await recordOf(projectId))?.request.link_epoch).toBe(1);
  });

  it('sees, when repeated, to what was sent while functions went on with the old keys, and to nothing later', async () => {
    await operated().ops('keys compromised --by Pat --yes');
    operated().later(60);
    await sent(1001);
    operated().later(600);
    await sent(1002);
    expect(await operated().ops('keys compromised --by Pat --yes')).toMatchObject({ requests: 1, repeat_after: null });
    expect((await recordOf(1002))?.request.link_epoch).toBe(0);
  });

  it('replaces the new key as well when told', async () => {
    await operated().ops('keys compromised --by Pat --yes');
    const { current } = service().ring;
    operated().later(1);
    await operated().ops('keys compromised --by Pat --again --yes');
    expect(service().ring.current).not.toBe(current);
  });

  it('tells how far it has come', async () => {
    await sent();
    await operated().ops('keys compromised --by Pat --yes');
    expect(operated().progress).toEqual([expect.stringContaining('has taken the place of all keys')]);
  });
});
