import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChild, type Child } from '#local/child.ts';
import { decide } from '#local/walk/approval-form.ts';
import { linkIn, Walk } from '#local/walk/walk.ts';
import { Browser, type Shown } from '#test/local/browser.ts';
import { formOn } from '#test/local/sign-in-world.ts';
import { elements } from '#test/unit/web/markup.ts';

const PATIENCE = { timeout: 40_000, interval: 100 };

let dataDir: string;
let service: Child;
let walk: Walk;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'send-to-erp-sign-in-'));
  service = await startChild({ PORT: '0', DATA_DIR: dataDir, SIGN_IN_ABOVE: '1000000' });
  walk = new Walk(service.url);
});

afterAll(async () => {
  await service.end('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

/** Sends a project and gives the link in the approver's mail. */
const linkFor = async (projectId: number): Promise<string> => {
  const { id } = await walk.send(projectId);
  const links = async () =>
    (await walk.mails())
      .filter(({ to, subject }) => to.startsWith('approver@') && subject.includes(id))
      .map((mail) => linkIn(mail));
  await expect.poll(links, PATIENCE).toHaveLength(1);
  return (await links())[0] ?? '';
};

/** Opens a link and signs in as somebody. */
const signIn = async (browser: Browser, link: string, username: string): Promise<Shown> => {
  const guarded = await browser.open(link);
  const path =
    elements(guarded.page, 'a')
      .find((each) => each.get('href')?.endsWith('/sign-in'))
      ?.get('href') ?? '';
  const { url, page } = await browser.open(new URL(path, guarded.url).href);
  return browser.submit(new URL('/local/oauth/authorize', url).href, formOn(page, username));
};

describe('a project worth more than SIGN_IN_ABOVE', () => {
  it('is decided by its approver after a sign-in, without a check code', async () => {
    const browser = new Browser();
    const { status, url, page } = await signIn(browser, await linkFor(8001), 'approver');
    expect([status, new URL(url).origin]).toEqual([200, service.url]);
    expect(page).toContain('Riverside Medical Office Building 8001');
    const form = formOn(page, '');
    form.set('decision', 'accept');
    expect((await browser.submit(url, form)).status).toBe(200);
    await expect.poll(async () => (await walk.status(8001)).status, PATIENCE).toBe('synced');
  });

  it('is shown to nobody else who signs in', async () => {
    const shown = await signIn(new Browser(), await linkFor(8002), 'second-approver');
    expect(shown.status).toBe(403);
    expect(shown.page).not.toContain('Riverside');
  });

  it('is neither shown nor decided through its link alone', async () => {
    const link = await linkFor(8003);
    expect(await (await fetch(link)).text()).not.toContain('Riverside');
    await expect(decide(link, 'accept')).rejects.toThrow();
    expect((await walk.status(8003)).status).toBe('ready_to_export');
  });
});
