import { describe, expect, it } from 'vitest';
import { HOSTILE } from './hostile-text.ts';
import { elements, tagsOf, textNodes } from './markup.ts';
import { ORDINARY } from './states/material.ts';
import { everyPage } from './states/pages.ts';

describe.each(Object.entries(everyPage(ORDINARY)))('the page of %s', (_, render) => {
  const page = render();
  const tags = tagsOf(page).filter(({ closing }) => !closing);
  const values = (attribute: string): string[] =>
    tags.flatMap(({ attributes }) => attributes.get(attribute)?.split(' ') ?? []);

  it('has a language, a title, a viewport, one main and one first heading', () => {
    expect(elements(page, 'html')[0]?.get('lang')).toBe('en');
    expect(page).toMatch(/<title>.{3,70}<\/title>/u);
    expect(page).toContain('name="viewport" content="width=device-width, initial-scale=1"');
    expect([elements(page, 'main').length, elements(page, 'h1').length]).toEqual([1, 1]);
  });

  it('has unique ids, and whatever refers to one finds it', () => {
    const ids = values('id');
    expect(new Set(ids).size).toBe(ids.length);
    const referred = [...values('for'), ...values('aria-describedby'), ...values('aria-labelledby')];
    for (const id of referred) expect(ids).toContain(id);
    for (const href of values('href').filter((href) => href.startsWith('#'))) expect(ids).toContain(href.slice(1));
  });

  it('has a label for every field a person fills in', () => {
    const labelled = new Set(elements(page, 'label').map((label) => label.get('for')));
    const fields = [
      ...elements(page, 'input').filter((input) => !['hidden', 'submit'].includes(input.get('type') ?? '')),
      ...elements(page, 'textarea'),
      ...elements(page, 'select'),
    ];
    for (const field of fields) expect(labelled).toContain(field.get('id'));
  });

  it('closes what it opens, in order', () => {
    const open: string[] = [];
    const empty = new Set(['!doctype', 'meta', 'input', 'br']);
    for (const { name, closing } of tagsOf(page)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!empty.has(name)) open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('says nothing that a program meant for itself', () => {
    expect(page).not.toMatch(/undefined|\[object|NaN|null</);
  });
});

describe('with hostile texts', () => {
  const text = `${HOSTILE.join(' ')} ${'<'.repeat(200)}`;

  it.each(Object.entries(everyPage({ ...ORDINARY, text })))(
    'the title of "%s" is not too long to be read',
    (_, render) => {
      const [title = ''] = textNodes(render());
      expect(title.length).toBeGreaterThan(3);
      expect(Array.from(title).length).toBeLessThanOrEqual(70);
    },
  );
});
