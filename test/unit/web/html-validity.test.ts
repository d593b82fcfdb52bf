import { HtmlValidate, StaticConfigLoader, type ConfigData } from 'html-validate';
import { describe, expect, it } from 'vitest';
import { HOSTILE } from './hostile-text.ts';
import { everyMail } from './states/mails.ts';
import { ORDINARY, withoutRepetition } from './states/material.ts';
import { everyPage } from './states/pages.ts';

const PRESETS = ['recommended', 'document', 'a11y', 'prettier'].map((name) => `html-validate:${name}`);

const STYLE: ConfigData['rules'] = {
  // Templates leave spaces where a part is left out.
  'no-trailing-whitespace': 'off',
  // The one `<input type="submit">` is what the Enter key presses; buttons are what people press.
  'prefer-button': 'off',
  // It counts `&lt;` as four characters; accessibility.test.ts counts what is read.
  'long-title': 'off',
  // What is wrong stands above the one first heading, under a second one: a reader meets it first.
  'heading-level': ['error', { minInitialRank: 'h2' }],
};

/** What old mail clients know instead of style sheets. */
const MAIL_STYLE: ConfigData['rules'] = {
  ...STYLE,
  'no-inline-style': 'off',
  'no-deprecated-attr': 'off',
  // Older screen readers know `presentation`, and no `none`.
  'presentation-role-style': 'off',
  // Browsers put the `<tbody>` there by themselves.
  'prefer-tbody': 'off',
};

const validator = (rules: ConfigData['rules'] = {}): HtmlValidate =>
  new HtmlValidate(new StaticConfigLoader({ root: true, extends: PRESETS, rules }));

const ofPages = validator(STYLE);
const ofMails = validator(MAIL_STYLE);

const faultsOf = (referee: HtmlValidate, page: string): string[] =>
  referee
    .validateStringSync(page)
    .results.flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${ruleId}: ${message} (${page.split('\n')[line - 1]?.trim().slice(0, 80)})`);

describe('with ordinary texts', () => {
  it.each(withoutRepetition(everyPage(ORDINARY)))('the page "%s" is valid HTML', (_, render) => {
    expect(faultsOf(ofPages, render())).toEqual([]);
  });

  it.each(Object.entries(everyMail(ORDINARY)))('the mail "%s" is valid HTML', (_, render) => {
    expect(faultsOf(ofMails, render().html)).toEqual([]);
  });
});

// A few are enough: hostile.test.ts proves of all that no text adds or takes away an element or an attribute.
describe('with hostile texts', () => {
  const hostile = { ...ORDINARY, text: HOSTILE.join(' ') };
  const pages = everyPage(hostile);
  const mails = everyMail(hostile);

  it.each(['corrected', 'field job_id_taken', 'retry', 'result with receipt', 'session over with reason', 'guarded'])(
    'the page "%s" is valid HTML',
    (name) => {
      expect(faultsOf(ofPages, pages[name]?.() ?? '')).toEqual([]);
    },
  );

  it.each(['approval, corrected', 'digest'])('the mail "%s" is valid HTML', (name) => {
    expect(faultsOf(ofMails, mails[name]?.().html ?? '')).toEqual([]);
  });
});

describe('the referee', () => {
  it.each([
    ['<p><div>block in a paragraph</div></p>', 'no-implicit-close'],
    ['<input type="text" id="a" />', 'input-missing-label'],
    ['<button>no type</button>', 'no-implicit-button-type'],
    ['<i id="x"></i><i id="x"></i>', 'no-dup-id'],
  ])('sees what is wrong with %s', (page, rule) => {
    expect(faultsOf(ofPages, page).join()).toContain(rule);
  });
});
