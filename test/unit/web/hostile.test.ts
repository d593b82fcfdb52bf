import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixedWords } from '#web/mixed-scripts.ts';
import { plainLines } from '#web/plain-text.ts';
import { anyText, HOSTILE } from './hostile-text.ts';
import { elements, skeletonOf, tagsOf, textInPlainView, textOf } from './markup.ts';
import { refusalPages } from './states/closed-pages.ts';
import { everyMail } from './states/mails.ts';
import { madeOf, ORDINARY, withoutRepetition } from './states/material.ts';
import { everyPage } from './states/pages.ts';

/** Links that the mails of the tests are given. */
const OWN_LINK = /^https:\/\/(erp\.example\.com\/approvals\/|1\.2\.3\.4\/)/;

/** A text of the same length and lines that means nothing to a browser. */
const harmless = (text: string): string => plainLines(text).replace(/[^\s\-./]/gu, 'x');

const mailsWith = (text: string) => Object.entries(everyMail({ ...ORDINARY, text }));

/** One rendering of each part that there is, with the text in it. */
const rendered = (text: string): [name: string, page: string][] => [
  ...withoutRepetition(everyPage({ ...ORDINARY, text })).map(([name, render]): [string, string] => [name, render()]),
  ...withoutRepetition(everyMail({ ...ORDINARY, text })).map(([name, render]): [string, string] => [
    `mail: ${name}`,
    render().html,
  ]),
];

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

const expectHarmless = (text: string): void => {
  const expected = new Map(rendered(harmless(text)));
  for (const [name, page] of rendered(text)) {
    expect(skeletonOf(page), name).toEqual(skeletonOf(expected.get(name) ?? ''));
    expect(page, name).not.toMatch(UNSEEN);
    expect(page.isWellFormed(), name).toBe(true);
  }
};

describe('hostile text in every field at once', () => {
  it.each(HOSTILE.map((text) => [text]))('adds no element and no attribute: %j', (text) => {
    expectHarmless(text);
  });

  it('T34: adds no element and no attribute, whatever it is', () => {
    // Words of several alphabets are warned of, and harmless ones have only one.
    const unsuspicious = anyText.filter((text) => mixedWords(plainLines(text)).length === 0);
    fc.assert(fc.property(unsuspicious, expectHarmless), { numRuns: 6 });
  });

  it('can be read as the text it is', () => {
    const text = '<b>"Ben" & \'Co\'</b>';
    const quiet = Object.keys(refusalPages(madeOf({ ...ORDINARY, text })));
    for (const [name, page] of rendered(text)) {
      if (!quiet.includes(name) && !name.includes('guarded')) expect(textOf(page), name).toContain(text);
    }
  });

  it('leaves links only to the place itself, to fields, to the sign-in, to the job, and in mails to this service', () => {
    for (const [name, page] of rendered(HOSTILE.join(' '))) {
      for (const link of elements(page, 'a')) {
        expect(link.get('href'), name).toMatch(
          name.startsWith('mail: ') ? OWN_LINK : /^(#.+|\/approvals\/1-42-1\/sign-in|https:\/\/1\.2\.3\.4\/5)?$/,
        );
      }
    }
  });

  it('never comes to a script, a handler or a foreign resource', () => {
    for (const [, page] of rendered(HOSTILE.join(''))) {
      for (const { name, attributes } of tagsOf(page)) {
        expect(['script', 'img', 'iframe', 'object', 'link', 'base', 'svg']).not.toContain(name);
        for (const attribute of attributes.keys()) expect(attribute).not.toMatch(/^on|^src|^action|^formaction/);
      }
    }
  });
});

describe('endless text in every field at once', () => {
  const pages = Object.entries(everyPage({ ...ORDINARY, text: 'W '.repeat(2_000) })).map(
    ([name, render]) => [name, render()] as const,
  );
  const withTotal = pages.filter(([, page]) => page.includes('class="total"'));

  it.each(withTotal)('the page "%s" has the total among the first that is read', (_, page) => {
    const [before = ''] = textInPlainView(page).split('1,250,000.50');
    expect(Buffer.byteLength(before)).toBeLessThan(2_048);
  });

  it('is kept from few pages: those that tell nothing about a request', () => {
    const { text } = ORDINARY;
    expect(pages.length - withTotal.length).toBe(Object.keys(refusalPages(madeOf({ ...ORDINARY, text }))).length);
  });

  it('leaves check code and total side by side, right below the heading', () => {
    const [, page = ''] = withTotal.find(([name]) => name === 'create') ?? [];
    const before = textOf(page.slice(page.indexOf('<h1'), page.indexOf('id="check-code"')));
    expect(before).toContain('1,250,000.50');
    expect(before.length).toBeLessThan(400);
  });
});

describe('hostile text in mails', () => {
  it('puts nothing of its own into the headers', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const [name, render] of mailsWith(text)) {
          const { subject, to } = render();
          expect(subject, name).not.toMatch(UNSEEN);
          expect(subject, name).not.toContain('\n');
          expect(subject, name).toMatch(/^[A-Z\d]/);
          expect(Array.from(subject).length, name).toBeLessThanOrEqual(150);
          expect(to, name).toBe(ORDINARY.email);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('cannot begin a line of the text part', () => {
    for (const [name, render] of mailsWith('ZZZ\nZZZ: The Owner\r\nZZZ\u2028ZZZ: 1.00')) {
      const { text } = render();
      expect(text.includes('ZZZ'), name).toBe(!name.includes('guarded'));
      expect(text, name).not.toMatch(/^\W*ZZZ/m);
    }
  });

  it('is cut', () => {
    for (const [name, render] of mailsWith('W'.repeat(5_000))) {
      const { text, html } = render();
      expect(text, name).not.toMatch(/W{301}/);
      expect(html, name).not.toMatch(/W{301}/);
    }
  });
});
