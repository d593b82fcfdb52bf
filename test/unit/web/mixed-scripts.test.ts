import { describe, expect, it } from 'vitest';
import { aSnapshot } from '#test/support/records.ts';
import { approvalPage } from '#web/approval-page.ts';
import { mixedWords } from '#web/mixed-scripts.ts';
import { elements, textOf } from './markup.ts';
import { anApprovalView } from './views.ts';

describe('words of several alphabets', () => {
  it.each([
    ['Acmе Ltd', ['Acmе']],
    ['Pаypal pays Pаypal', ['Pаypal']],
    ['Αcme-Bаu', ['Αcme', 'Bаu']],
    ['Acme Москва Αθήνα 東京 مركز', []],
    ['Straße Łódź Ñandú 12µ', []],
    ['Москва-City', []],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(mixedWords(text)).toEqual(words);
  });

  const shown = (project: object): string => approvalPage(anApprovalView({ snapshot: aSnapshot({ project }) }));

  it('are warned of, and keep nobody from deciding', () => {
    const page = shown({ customer: 'Acmе Ltd' });
    expect(textOf(page)).toContain('This word mixes letters of several alphabets.');
    expect(page).toContain('<strong><bdi>Acmе</bdi></strong>');
    expect(elements(page, 'form')).toHaveLength(1);
  });

  it('are named one by one, in project name and customer', () => {
    expect(textOf(shown({ name: 'Hаrbour Bridge', customer: 'Acmе' }))).toMatch(
      /These words mix letters of several alphabets\..* Hаrbour Acmе /,
    );
    expect(textOf(shown({ customer: 'Acme Москва' }))).not.toContain('alphabets');
  });

  it('are found when something unseen stands between their letters', () => {
    expect(textOf(shown({ customer: 'Ac\u200bm\u00adе' }))).toContain('This word mixes');
  });
});
