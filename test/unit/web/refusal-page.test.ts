import { describe, expect, it } from 'vitest';
import { refusalPage } from '#web/refusal-page.ts';
import { texts, type Refusal } from '#web/texts.ts';
import { elements, textOf } from './markup.ts';

const refusals: [Refusal, { title: string; next: string }][] = [
  ['own_request', texts.refusals.own_request],
  ['missing_privilege', texts.refusals.missing_privilege],
  ['stale_snapshot', texts.refusals.stale_snapshot],
  ['link_expired', texts.refusals.link_expired],
  ['conflict', texts.refusals.conflict],
  ['malformed_request', texts.refusals.malformed_request],
  ['not_found', texts.refusals.not_found],
  ['service_error', texts.refusals.service_error],
];

describe('pages of refusals', () => {
  it.each(refusals)('%s: says why and what to do next', (refusal, { title, next }) => {
    const page = refusalPage({ refusal });
    expect(textOf(page)).toContain(`${title} ${next}`);
    expect(elements(page, 'h1')).toHaveLength(1);
    expect(elements(page, 'form')).toEqual([]);
  });

  it('there is a page for every refusal', () => {
    expect(refusals.map(([refusal]) => refusal).sort()).toEqual(Object.keys(texts.refusals).sort());
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
