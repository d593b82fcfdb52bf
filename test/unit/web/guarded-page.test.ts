import { describe, expect, it } from 'vitest';
import { guardedPage } from '#web/guarded-page.ts';
import { elements, tagsOf, textOf } from './markup.ts';

const page = guardedPage({ requestId: '42-1', erpName: 'Tryton', signInPath: '/approvals/1-42-1/sign-in' });

describe('the page before a request that asks for a sign-in', () => {
  it('says why, and nothing of what the request is about', () => {
    expect(textOf(page)).toBe(
      'Send to ERP Request 42-1 Sign in to look at this request For projects of this kind the link alone is not enough: ' +
        'sign in as the person whom the mail was sent to. ERP Tryton Sign in to look at it',
    );
  });

  it('leads to the sign-in by one link', () => {
    expect(elements(page, 'a').map((link) => link.get('href'))).toEqual(['/approvals/1-42-1/sign-in']);
    expect(tagsOf(page).some(({ name }) => ['form', 'button', 'input'].includes(name))).toBe(false);
  });
});
