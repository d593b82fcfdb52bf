import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '#local/walk/approval-form.ts';
import { Browser, type Shown } from '#test/local/browser.ts';
import { formOn } from '#test/local/sign-in-world.ts';
import { LocalService, PATIENCE } from '#test/support/local-service.ts';
import { elements } from '#test/unit/web/markup.ts';

let service: LocalService;

beforeAll(async () => {
  service = await LocalService.start({ SIGN_IN_ABOVE: '1000000' });
});

afterAll(() => service.stop());

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
    const fresh = await service.sendFresh();
    const { status, url, page } = await signIn(browser, fresh.link, 'approver');
    expect([status, new URL(url).origin]).toEqual([200, service.url]);
    expect(page).toContain(`Riverside Medical Office Building ${fresh.projectId}`);
    const form = formOn(page, '');
    form.set('decision', 'accept');
    expect((await browser.submit(url, form)).status).toBe(200);
    await expect.poll(() => service.statusOf(fresh.projectId), PATIENCE).toBe('synced');
  });

  it('is shown to nobody else who signs in', async () => {
    const { link } = await service.sendFresh();
    const shown = await signIn(new Browser(), link, 'second-approver');
    expect(shown.status).toBe(403);
    expect(shown.page).not.toContain('Riverside');
  });

  it('is neither shown nor decided through its link alone', async () => {
    const { link, projectId } = await service.sendFresh();
    expect(await (await fetch(link)).text()).not.toContain('Riverside');
    await expect(decide(link, 'accept')).rejects.toThrow();
    expect(await service.statusOf(projectId)).toBe('ready_to_export');
  });
});
