import { describe, expect, it } from 'vitest';
import { refusalPage, type Refusal } from '#web/refusal-page.ts';
import { en } from '#web/texts/en.ts';
import { elements, textOf } from './markup.ts';

const { reasons } = en.refusals;

describe('pages of refusals', () => {
  it.each(Object.entries(reasons))('%s: says why and what to do next', (refusal, { title, next }) => {
    const page = refusalPage({ refusal: refusal as Refusal });
    expect(textOf(page)).toContain(`${title} ${next}`);
    expect(elements(page, 'h1')).toHaveLength(1);
    expect(elements(page, 'form')).toEqual([]);
    expect(page).not.toContain('Data shown');
  });

  it.each([
    ['session_over', /open for too long, or your browser kept no cookie/],
    ['foreign_form', /another site/],
    ['other_person', /signed in as another person/],
    ['sign_in_failed', /did not succeed/],
  ] as const)('%s: names the cause', (refusal, cause) => {
    expect(textOf(refusalPage({ refusal }))).toMatch(cause);
  });

  it('gives back what was typed into a form whose session is over, and nothing else', () => {
    const page = refusalPage({ refusal: 'session_over', typedReason: 'No VAT:\n</textarea><b>see contract</b>' });
    const [field] = elements(page, 'textarea');
    expect([field?.get('id'), field?.has('readonly')]).toEqual(['typed-reason', true]);
    expect(elements(page, 'label').map((label) => label.get('for'))).toEqual(['typed-reason']);
    expect(page).toContain('>No VAT:\n&lt;/textarea&gt;&lt;b&gt;see contract&lt;/b&gt;</textarea>');
    expect(elements(refusalPage({ refusal: 'session_over', typedReason: '' }), 'textarea')).toEqual([]);
  });

  it('shows what has changed', () => {
    const difference = [{ field: 'project.total_value', before: 1, after: 2 }];
    expect(textOf(refusalPage({ refusal: 'stale_snapshot', difference }))).toContain(
      '1 change since the page was opened Total value before 1.00 now 2.00',
    );
  });

  it('gives support a number to look for', () => {
    expect(textOf(refusalPage({ refusal: 'service_error', traceId: '1-67f0' }))).toContain(
      'Number for support: 1-67f0',
    );
  });

  it('offers another look only where it helps', () => {
    expect(elements(refusalPage({ refusal: 'conflict' }), 'a').map((link) => link.get('href'))).toEqual(['']);
    expect(elements(refusalPage({ refusal: 'not_found' }), 'a')).toEqual([]);
  });
});
