import type { Browser, Page } from 'playwright-core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChild, type Child } from '#local/child.ts';
import { linkIn, Walk } from '#local/walk/walk.ts';
import { startChromium, whyNoChromium } from '#test/e2e/browser.ts';

const reason = await whyNoChromium();
const PATIENCE = { timeout: 60_000, interval: 100 };

describe.skipIf(reason !== null)('the approval page in a real browser', () => {
  let browser: Browser;
  let child: Child;
  let walk: Walk;
  let dataDir: string;
  let projectId = 9000;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'send-to-erp-browser-'));
    [browser, child] = await Promise.all([startChromium(), startChild({ PORT: '0', DATA_DIR: dataDir })]);
    walk = new Walk(child.url);
  });

  afterAll(async () => {
    await browser.close();
    await child.end('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Sends a fresh project and opens the approver's link, as a phone without JavaScript would. */
  const openPage = async (): Promise<Page> => {
    projectId += 1;
    const { id } = await walk.send(projectId);
    const find = async () =>
      (await walk.mails()).find(({ to, subject }) => to.startsWith('approver@') && subject.includes(id));
    await expect.poll(find, PATIENCE).toBeDefined();
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    await page.goto(linkIn((await find())!) ?? '');
    return page;
  };
  const statusNow = async () => (await walk.status(projectId)).status;

  it('accepts with the check code, and shows the result under the same link', async () => {
    const page = await openPage();
    expect(await page.locator('input[name=decision]:checked').count()).toBe(0);
    await page.locator('input[name=decision][value=accept]').check();
    await page.locator('input[name=check]').fill((await page.locator('#check-code').textContent())?.trim() ?? '');
    await page.locator('button[type=submit], input[type=submit]').first().click();
    await expect.poll(statusNow, PATIENCE).toBe('synced');
    await page.reload();
    expect(await page.locator('main').textContent()).toContain(`26-${projectId}`);
  });

  it('decides nothing when every button is pressed, with every field filled with junk', async () => {
    const page = await openPage();
    for (const button of await page.locator('button, input[type=submit]').all())
      await button.click({ timeout: 2000 }).catch(() => undefined);
    await page.locator('input[name=decision][value=accept]').check();
    await page.locator('input[name=check]').fill('0000'); // never drawn: all equal
    await page.locator('button[type=submit], input[type=submit]').first().click();
    expect(await statusNow()).toBe('ready_to_export');
    expect(await page.locator('[role=alert]').count()).toBeGreaterThan(0);
  });

  it('fits a phone 320 pixels wide', async () => {
    const page = await openPage();
    const widths = '(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.documentElement)';
    const [scrollWidth = 0, clientWidth = 0] = await page.evaluate<number[]>(widths);
    expect(clientWidth).toBe(320);
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  });
});
