import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startChromium, whyNoChromium } from '#test/e2e/browser.ts';
import { keepScreenshot, PHONE, printedPages, requireUsable } from '#test/e2e/page-checks.ts';
import { LocalService, PATIENCE } from '#test/support/local-service.ts';

const reason = await whyNoChromium();

describe.skipIf(reason !== null)('a project that is worth more than links may decide', () => {
  let browser: Browser;
  let service: LocalService;
  let fresh: Awaited<ReturnType<LocalService['sendFresh']>>;
  let page: Page;

  beforeAll(async () => {
    [browser, service] = await Promise.all([startChromium(), LocalService.start({ SIGN_IN_ABOVE: '1000' })]);
  });

  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  beforeEach(async () => {
    fresh = await service.sendFresh();
    page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(fresh.link);
  });

  const text = async (): Promise<string> => (await page.locator('main').textContent()) ?? '';
  const signInAs = async (user: string): Promise<void> => {
    await page.locator('main a').click();
    await page.locator(`button[value=${user}]`).click();
  };

  it('leads over pages that are accessible, fit a phone 320 pixels wide, and print', async () => {
    page = await (await browser.newContext({ viewport: PHONE })).newPage();
    await page.goto(fresh.link);
    const steps = {
      guarded: () => Promise.resolve(),
      'sign in': () => page.locator('main a').click(),
      'signed in': () => page.locator('button[value=approver]').click(),
    };
    for (const [name, take] of Object.entries(steps)) {
      await take();
      await requireUsable(page);
      await keepScreenshot(page, `way to ${name}`);
      expect([name, await printedPages(page)]).toEqual([name, 1]);
    }
  });

  it('T40: shows nothing of it before the sign-in', async () => {
    expect(await text()).not.toMatch(/Riverside|Total|\d{3},\d{3}/);
    expect(await page.locator('form').count()).toBe(0);
  });

  it('is decided by its approver once signed in, without a check code', async () => {
    await signInAs('approver');
    expect(new URL(page.url()).pathname).toBe(`/approvals/1-${fresh.requestId}`);
    expect(await text()).toContain('Riverside');
    expect(await page.locator('input[name=check]').count()).toBe(0);
    await page.locator('input[name=decision][value=accept]').check();
    await page.locator('button[type=submit]:not([name])').click();
    await expect.poll(() => service.statusOf(fresh.projectId), PATIENCE).toBe('synced');
  });

  it.each(['second-approver', 'project-admin', 'outsider'])(
    'is not shown to %s, who is somebody else',
    async (user) => {
      await signInAs(user);
      expect(await text()).not.toContain('Riverside');
      await page.goto(fresh.link);
      expect(await text()).not.toContain('Riverside');
      expect(await service.statusOf(fresh.projectId)).toBe('ready_to_export');
    },
  );
});
