import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The narrowest screen that WCAG's reflow asks for. */
export const PHONE = { width: 320, height: 640 };

/** Anything of WCAG 2.2 up to level AA, as axe knows it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const violationsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: { type: 'tag', values: RULES } });
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    `axe.run(document, ${options})`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
};

/** The page, on a {@link PHONE}, is accessible in light and dark, nowhere wider than the screen, and loads nothing else. */
export const requireUsable = async (page: Page): Promise<void> => {
  const widths = '(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.documentElement)';
  const [scrollWidth = 0, clientWidth = 0] = await page.evaluate<number[]>(widths);
  expect([clientWidth, scrollWidth <= clientWidth]).toEqual([PHONE.width, true]);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violationsOf(page), colorScheme).toEqual([]);
  }
  const loaded = await page.evaluate<string[]>("performance.getEntriesByType('resource').map(({ name }) => name)");
  expect(loaded).toEqual([]);
};

/** Keeps a picture in the folder SCREENSHOTS, if there is one, to be looked at. */
export const keepScreenshot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: `${folder}/${name.replaceAll(/[^\w-]+/g, '-')}.png`, fullPage: true });
};

/** How many sheets of A4 it takes. */
export const printedPages = async (page: Page): Promise<number> => {
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  return pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
};
