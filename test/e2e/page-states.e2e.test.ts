import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type LocalServer } from '#local/server.ts';
import { startChromium, whyNoChromium } from '#test/e2e/browser.ts';
import { keepScreenshot, PHONE, printedPages, requireUsable } from '#test/e2e/page-checks.ts';
import { ORDINARY } from '#test/unit/web/states/material.ts';
import { everyPage } from '#test/unit/web/states/pages.ts';
import { pageHeaders } from '#web/page-headers.ts';

const reason = await whyNoChromium();

/** Texts of the greatest length, and lists of the greatest length, take more than a sheet. */
const LONG = /long|many|much/;

describe.skipIf(reason !== null)('every state of every page, in a real browser', () => {
  let browser: Browser;
  let server: LocalServer;
  let page: Page;
  let shown = '';

  beforeAll(async () => {
    browser = await startChromium();
    server = await serve((_, response) => void response.writeHead(200, pageHeaders).end(shown));
    page = await (await browser.newContext({ viewport: PHONE })).newPage();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it.each(Object.entries(everyPage(ORDINARY)))(
    '"%s" is accessible, fits a phone 320 pixels wide, loads nothing from elsewhere, and prints',
    async (name, render) => {
      shown = render();
      await page.goto(server.url);
      await requireUsable(page);
      await keepScreenshot(page, name);
      expect(await printedPages(page)).toBeLessThanOrEqual(LONG.test(name) ? 9 : 1);
    },
  );
});
