import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decide } from '#local/walk/approval-form.ts';
import { startChromium, whyNoChromium } from '#test/e2e/browser.ts';
import { whyNo } from '#test/e2e/debian.ts';
import { LocalService, PATIENCE } from '#test/support/local-service.ts';

const run = promisify(execFile);
const noChromium = await whyNoChromium();
const noWapiti = await whyNo({ name: 'Wapiti', packages: ['wapiti'], files: ['/usr/bin/wapiti'] });

/** A scanner gives up on a control that cannot be used. */
const QUICK = { timeout: 1_000, noWaitAfter: true };

/** Presses everything that can be pressed, again and again on whatever page comes then. */
const pressEverything = async (page: Page, prepare: (page: Page) => Promise<void>): Promise<void> => {
  const link = page.url();
  const pressable =
    'button, input[type=submit], input[type=button], input[type=image], [role=button], summary, a[href]';
  const count = await page.locator(pressable).count();
  for (let index = 0; index < count; index += 1) {
    await page.goto(link);
    await prepare(page);
    await page
      .locator(pressable)
      .nth(index)
      .click(QUICK)
      .catch(() => undefined);
    await page.waitForLoadState('load');
  }
};

const JUNK = 'scanner@example.com';

/** Fills in every field: text with junk, choices at random, and digits where digits are asked for. */
const fillWithJunk =
  (choice: 'accept' | 'reject', check: string) =>
  async (page: Page): Promise<void> => {
    for (const field of await page.locator('input[type=text], textarea').all()) {
      await field
        .fill((await field.getAttribute('inputmode')) === 'numeric' ? check : JUNK, QUICK)
        .catch(() => undefined);
    }
    for (const field of await page.locator('input[type=date]').all())
      await field.fill('2026-01-01', QUICK).catch(() => undefined);
    await page
      .locator(`input[type=radio][value=${choice}]`)
      .check(QUICK)
      .catch(() => undefined);
  };

describe.skipIf(noChromium !== null)('T22, T23, T24: mail scanners decide nothing and consume no link', () => {
  let service: LocalService;
  let browser: Browser;
  let fresh: Awaited<ReturnType<LocalService['sendFresh']>>;

  beforeAll(async () => {
    [service, browser] = await Promise.all([LocalService.start(), startChromium()]);
  });

  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  beforeEach(async () => {
    fresh = await service.sendFresh();
  });

  const pageOf = async (link: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(link, { waitUntil: 'networkidle' });
    return page;
  };

  /** Nothing happened, and the person the link was made for decides with it afterwards. */
  const nothingHappened = async (): Promise<void> => {
    const { last_request } = await service.walk.status(fresh.projectId);
    expect([last_request?.status, last_request?.decision]).toEqual(['ready_to_export', null]);
    expect(await decide(fresh.link, 'accept')).toContain('Accepted');
    await expect.poll(() => service.statusOf(fresh.projectId), PATIENCE).toBe('synced');
  };

  it('one that asks with GET, HEAD and OPTIONS', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET', 'HEAD']) {
      const answer = await fetch(fresh.link, { method, headers: { 'user-agent': 'Mozilla/5.0 (SafeLinks)' } });
      expect(answer.ok).toBe(true);
    }
    await nothingHappened();
  });

  it('one that runs scripts and waits', async () => {
    const page = await pageOf(fresh.link);
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.locator('#check-code').count()).toBe(1);
    await nothingHappened();
  });

  it('one that presses everything', async () => {
    const page = await pageOf(fresh.link);
    await pressEverything(page, async () => undefined);
    await nothingHappened();
  });

  it.each([
    ['accept', '1234'],
    ['reject', '0000'],
    ['accept', '9999'],
  ] as const)('one that fills every field with junk first (%s, %s)', async (choice, check) => {
    const page = await pageOf(fresh.link);
    // The one guess in ten thousand would be a decision: then the code is drawn anew, as for any other visit.
    const drawn = await page.locator('#check-code').textContent();
    await pressEverything(page, fillWithJunk(choice, drawn?.trim() === check ? '4321' : check));
    await nothingHappened();
  });

  it.skipIf(noWapiti !== null)('a crawler that nobody here wrote, with its attacks on forms', async () => {
    const options = ['--flush-session', '--scope', 'folder', '-m', 'csrf,xss,exec,permanentxss', '-d', '3'];
    const limits = [
      '--max-scan-time',
      '60',
      '--max-attack-time',
      '20',
      '-f',
      'json',
      '-o',
      '/dev/null',
      '--no-bugreport',
    ];
    await run('wapiti', ['-u', fresh.link, ...options, ...limits], { timeout: 200_000 });
    await nothingHappened();
  });
});
