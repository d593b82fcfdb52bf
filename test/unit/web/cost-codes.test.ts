import { describe, expect, it } from 'vitest';
import type { CostCode } from '#domain/project.ts';
import { aSnapshot } from '#test/support/records.ts';
import { approvalPage } from '#web/approval-page.ts';
import { costCodes } from '#web/partials/cost-codes.ts';
import { elements, textOf } from './markup.ts';
import { anApprovalView, aRequest, rejected } from './views.ts';

const code = (full_code: string): CostCode => ({
  id: 1,
  full_code,
  name: 'Concrete',
  line_item_types: [{ code: 'L', name: 'Labor' }],
});
const shown = (...codes: string[]): string => costCodes(codes.map(code)).toString();

describe('cost codes', () => {
  it('are counted, grouped by their first segment and folded', () => {
    const page = shown('01-100', '01-200', '02.100', '02 200');
    expect(textOf(page)).toMatch(/^4 cost codes 01 \(2\) Code Name Cost types 01-100 Concrete L 01-200 .* 02 \(2\) /);
    const folds = elements(page, 'details');
    expect(folds).toHaveLength(3);
    expect(folds.some((fold) => fold.has('open'))).toBe(false);
  });

  it('stand in one list where groups would not make them fewer', () => {
    expect(elements(shown('10010', '10020', '10030'), 'table')).toHaveLength(1);
    expect(elements(shown('01-100', '01-200'), 'table')).toHaveLength(1);
  });

  it('are all on the page, up to the most a project may have, and the page stays below the 6 MB of a Lambda answer', () => {
    const text = '"'.repeat(1_000);
    const longest = Array.from({ length: 4_000 }, (_, index) => ({
      ...code(`${index}-${text}`),
      name: text,
      line_item_types: [{ code: text, name: text }],
    }));
    const difference = longest.map(({ full_code, name }) => ({
      field: `cost_codes.${full_code}`,
      before: name,
      after: text,
    }));
    const problems = longest.map((_, index) => ({
      code: 'too_long',
      message: 'Too long.',
      field: `cost_codes.${index}.name`,
    }));
    const request = aRequest({ kind: 'update', status: 'ready_to_update' });
    const page = approvalPage(
      anApprovalView({
        request,
        snapshot: aSnapshot({ cost_codes: longest }),
        document: { cost_codes: longest },
        sinceSync: difference,
        sinceReject: { decision: rejected(), difference },
        problems,
      }),
    );
    const shownText = textOf(page);
    expect(shownText).toContain('4,000 cost codes');
    expect(page.split('<tr>').length - 1).toBeGreaterThan(4_000);
    expect(shownText).toContain('4,000 changes since the last sync');
    expect(shownText).toContain('and 3,992 more');
    expect(shownText).toContain('4,000 problems');
    expect(Buffer.byteLength(page)).toBeLessThan(6 * 1024 * 1024);
  });
});
