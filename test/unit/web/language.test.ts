import { describe, expect, it } from 'vitest';
import type { Mail } from '#domain/telling.ts';
import { approvalPage } from '#web/approval-page.ts';
import { inLanguage, texts } from '#web/language.ts';
import { requestMail } from '#web/mails/request-mail.ts';
import { en } from '#web/texts/en.ts';
import { aMailView } from './mail-views.ts';
import { elements, tagsOf, textNodes } from './markup.ts';
import { pseudoLanguage, unmarked } from './pseudo-language.ts';
import type { Filling } from './states/material.ts';
import { everyMail } from './states/mails.ts';
import { everyPage } from './states/pages.ts';
import { anApprovalView } from './views.ts';

/** Nothing of it is written in Latin letters, so any that are seen are ours. */
const GREEK: Filling = { text: 'ΩΔ', email: 'π@ω.ελ', code: 'Ω', erp: 'Ψ' };

const pages = everyPage(GREEK);
const mails = everyMail(GREEK);

const { catalogue, unshown } = pseudoLanguage(en);

const FOR_PEOPLE = ['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label'];

/** Everything of a page that people see or hear. */
const wordsOf = (page: string): string[] => [
  ...textNodes(page),
  ...tagsOf(page).flatMap(({ attributes }) => FOR_PEOPLE.map((name) => attributes.get(name) ?? '')),
  ...elements(page, 'input').flatMap((input) => (input.get('type') === 'submit' ? [input.get('value') ?? ''] : [])),
];

/** Latin letters are data only in points in time, addresses, and the words that two states are about. */
const LATIN_DATA = /\d{4}-\d\d-\d\d \d\d:\d\d P[SD]T|https:\S+|aα|bβ/g;

const foreignWords = (words: readonly string[]): string[] =>
  words.filter((text) => /\p{Script=Latin}/u.test(unmarked(text).replace(LATIN_DATA, '')));

const linesOf = ({ subject, text }: Mail): string[] => [subject, ...text.split('\n')];

describe('in another language', () => {
  it.each(Object.entries(pages))('the page "%s" says nothing in English', (_, render) => {
    const page = inLanguage(catalogue, render);
    expect(foreignWords(wordsOf(page))).toEqual([]);
    expect(elements(page, 'html')[0]?.get('lang')).toBe('en-XA');
  });

  it.each(Object.entries(mails))('the mail "%s" says nothing in English', (_, render) => {
    const mail = inLanguage(catalogue, render);
    expect(foreignWords([...linesOf(mail), ...wordsOf(mail.html)])).toEqual([]);
    expect(elements(mail.html, 'html')[0]?.get('lang')).toBe('en-XA');
  });

  it('every text of the catalogue is shown by some page or mail', () => {
    const rendered = inLanguage(catalogue, () =>
      [
        ...Object.values(pages).map((render) => render()),
        ...Object.values(mails).map((render) => JSON.stringify(render())),
      ].join(),
    );
    expect(unshown(rendered).filter((path) => !path.startsWith('fields.'))).toEqual([]);
  });

  it('numbers are written as that language writes them', () => {
    const page = inLanguage({ ...en, locale: 'de-DE' }, () => approvalPage(anApprovalView()));
    expect(page).toContain('1.250.000,50');
  });

  it('a subject stays one short line, however long its words are', () => {
    const synced = { ...en.mails.synced, subject: (project: string) => `${'Über-\n'.repeat(40)}${project}` };
    const wordy = { ...en, mails: { ...en.mails, synced } };
    const { subject } = inLanguage(wordy, () => requestMail(aMailView('synced')));
    expect(subject).toMatch(/^(Über- )+.{0,5}…$/);
    expect(Array.from(subject).length).toBeLessThanOrEqual(150);
  });
});

describe('the language', () => {
  it('is English again afterwards, also when something failed', () => {
    expect(() =>
      inLanguage(catalogue, () => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    expect(texts).toBe(en);
    expect(inLanguage(catalogue, () => texts)).toBe(catalogue);
    expect(inLanguage(catalogue, () => inLanguage(en, () => texts))).toBe(en);
  });
});
