import { describe, expect, it } from 'vitest';
import { aRequest, costCodes, aSnapshot } from '#test/support/records.ts';
import { approvalPage } from '#web/approval-page.ts';
import { refusalPage } from '#web/refusal-page.ts';
import { resultPage } from '#web/result-page.ts';
import { elements, tagsOf } from './markup.ts';
import { anApprovalView, aResultView, filledWith, refusedFor } from './views.ts';

const difference = Array.from({ length: 20 }, (_, index) => ({
  field: `cost_codes.${index}`,
  before: null,
  after: 'x',
}));
const update = aRequest({ kind: 'update', status: 'ready_to_update' });
const wrong = {
  decision: ['Choose'],
  check: ['Type'],
  reason: ['Write'],
  'fields.job_id': ['is wrong'],
  'fields.opened_on': ['is wrong'],
};

const pages: [string, string][] = [
  ['a create', approvalPage(anApprovalView({ snapshot: aSnapshot({ cost_codes: costCodes(300) }) }))],
  ['an update', approvalPage(anApprovalView({ request: update, difference }))],
  ['a form with errors', approvalPage(anApprovalView({ refused: refusedFor(wrong) }))],
  ['full fields', approvalPage(filledWith('x y '.repeat(200)).approval)],
  ['a result', resultPage(aResultView({ supersededBy: { difference }, cameTooLate: true }))],
  ['a refusal', refusalPage({ refusal: 'stale_snapshot', difference })],
];

describe.each(pages)('the page of %s', (_, page) => {
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
      ...elements(page, 'input').filter((input) => input.get('type') !== 'hidden'),
      ...elements(page, 'textarea'),
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
