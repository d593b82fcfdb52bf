import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleProject } from '#local/walk/sample-project.ts';
import { startChromium, whyNoChromium } from '#test/e2e/browser.ts';
import { keepScreenshot, PHONE, printedPages, requireUsable } from '#test/e2e/page-checks.ts';
import { LocalService, PATIENCE } from '#test/support/local-service.ts';

const reason = await whyNoChromium();

describe.skipIf(reason !== null)('the approval page in a real browser', () => {
  let browser: Browser;
  let service: LocalService;

  beforeAll(async () => {
    [browser, service] = await Promise.all([startChromium(), LocalService.start()]);
  });

  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  const phone = (over: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> =>
    browser.newContext({ javaScriptEnabled: false, viewport: PHONE, ...over });

  /** Sends a fresh project and opens the approver's link, as a phone would; without JavaScript unless somebody measures there. */
  const openFresh = async (
    javaScriptEnabled = false,
  ): Promise<{ page: Page; projectId: number; link: string; requestId: string }> => {
    const fresh = await service.sendFresh();
    const page = await (await phone({ javaScriptEnabled })).newPage();
    await page.goto(fresh.link);
    return { page, ...fresh };
  };
  const typeCheckCode = async (page: Page): Promise<void> =>
    page.locator('input[name=check]').fill((await page.locator('#check-code').textContent())?.trim() ?? '');
  const submit = (page: Page): Promise<void> => page.locator('button[type=submit]:not([name])').click();
  const decide = async (page: Page, decision: 'accept' | 'reject', why = ''): Promise<void> => {
    await page.locator(`input[name=decision][value=${decision}]`).check();
    if (why !== '') await page.locator('textarea[name=reason]').fill(why);
    await typeCheckCode(page);
    await submit(page);
  };

  it('T29: takes the link out of address bar and history, and decides under the clean address', async () => {
    const { page, projectId, requestId, link } = await openFresh();
    expect(new URL(page.url()).pathname).toBe(`/approvals/1-${requestId}`);
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({
      name: `__Host-approval-1-${requestId}`,
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
    });
    expect(await page.locator('input[name=decision]:checked').count()).toBe(0);
    await decide(page, 'accept');
    await expect.poll(() => service.statusOf(projectId), PATIENCE).toBe('synced');
    await page.reload();
    expect(await page.locator('main').textContent()).toContain(`26-${projectId}`);
    await page.goBack();
    expect(page.url()).not.toContain(link);
  });

  it('works again from the mail after the session is gone, and tells a browser without cookies what to do', async () => {
    const { page, link } = await openFresh();
    await page.context().clearCookies();
    expect((await page.reload())?.status()).toBe(403);
    expect(await page.locator('main').textContent()).toMatch(/open the link in your mail/i);
    await page.goto(link);
    expect(await page.locator('#check-code').count()).toBe(1);
  });

  it('is decided from a browser that is not the one the mail was opened in before', async () => {
    const { link, projectId } = await openFresh();
    const other = await (await phone()).newPage();
    await other.goto(link);
    await decide(other, 'reject', 'The total is wrong.');
    expect(await service.statusOf(projectId)).toBe('rejected');
  });

  it('T29: tells nobody where people came from', async () => {
    const heard: (string | undefined)[] = [];
    const elsewhere = createServer((request, response) => {
      if (request.url === '/') heard.push(request.headers.referer);
      response.end('ok');
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const address = elsewhere.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const page = await (await browser.newContext()).newPage();
    await page.goto((await service.sendFresh()).link);
    await page.evaluate(`location.href = 'http://localhost:${port}/'`);
    await expect.poll(() => heard.length, PATIENCE).toBeGreaterThan(0);
    expect(new Set(heard)).toEqual(new Set([undefined]));
    elsewhere.close();
  });

  it('T27: shows nothing in a frame', async () => {
    const { link } = await service.sendFresh();
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${service.url}/health`);
    await page.setContent(`<iframe src="${link}"></iframe>`);
    await page.waitForLoadState('networkidle');
    const texts = await Promise.all(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.content().catch(() => '')),
    );
    expect(texts.join('')).not.toContain('check-code');
  });

  /** The states of a page that a person can meet, by how to get there. */
  const states: Readonly<Record<string, () => Promise<Page>>> = {
    open: async () => (await openFresh(true)).page,
    'with errors': async () => {
      const { page } = await openFresh(true);
      await page.locator('input[name=decision][value=reject]').check();
      await page.locator('input[name=check]').fill('0000');
      await submit(page);
      expect(await page.locator('[role=alert]').count()).toBe(1);
      return page;
    },
    accepted: async () => {
      const { page, projectId } = await openFresh(true);
      await decide(page, 'accept');
      await expect.poll(() => service.statusOf(projectId), PATIENCE).toBe('synced');
      await page.reload();
      return page;
    },
    rejected: async () => {
      const { page } = await openFresh(true);
      await decide(page, 'reject', 'Cost code 03-100 is missing.');
      return page;
    },
    withdrawn: async () => {
      const { page, requestId } = await openFresh(true);
      await service.walk.retrieve(requestId);
      await page.reload();
      return page;
    },
    're-sent after a reject': async () => {
      const { page, projectId } = await openFresh(true);
      await decide(page, 'reject', 'Cost code 03-100 is missing.');
      const body = sampleProject(projectId);
      const { id } = await service.walk.send(projectId, { ...body, project: { ...body.project, city: 'Elsewhere' } });
      await page.goto(await service.linkTo('approver', id));
      expect(await page.locator('main').textContent()).toContain('Cost code 03-100 is missing.');
      return page;
    },
    'update of a synced project': async () => {
      const { page, projectId } = await openFresh(true);
      await decide(page, 'accept');
      await expect.poll(() => service.statusOf(projectId), PATIENCE).toBe('synced');
      const body = sampleProject(projectId);
      const { id } = await service.walk.send(projectId, { ...body, project: { ...body.project, city: 'Elsewhere' } });
      await page.goto(await service.linkTo('approver', id));
      return page;
    },
    superseded: async () => {
      const { page, projectId, requestId, link } = await openFresh(true);
      await service.walk.retrieve(requestId);
      const body = sampleProject(projectId);
      await service.walk.send(projectId, { ...body, project: { ...body.project, city: 'Elsewhere' } });
      await page.goto(link);
      return page;
    },
    'nothing there': async () => {
      const page = await (await phone({ javaScriptEnabled: true })).newPage();
      await page.goto(`${service.url}/approvals/nonsense`);
      return page;
    },
    'session over': async () => {
      const { page } = await openFresh(true);
      await page.context().clearCookies();
      await page.reload();
      return page;
    },
  };

  describe.each(Object.entries(states))('%s', (name, reach) => {
    it('is accessible, fits a phone 320 pixels wide, loads nothing from elsewhere, and prints', async () => {
      const page = await reach();
      await requireUsable(page);
      await keepScreenshot(page, name);
      expect(await printedPages(page)).toBe(1);
    });
  });
});
