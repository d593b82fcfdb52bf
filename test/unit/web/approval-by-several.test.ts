import { describe, expect, it } from 'vitest';
import { aPerson } from '#test/support/records.ts';
import { approvalPage } from '#web/approval-page.ts';
import { elements, inputNamed, textOf } from './markup.ts';
import { aForm, anAcceptance, anApprovalView, aRequest, rejected } from './views.ts';

const bea = aPerson({ id: 'bea', name: 'Bea Away', email: 'bea@example.com' });

describe('where several must accept', () => {
  it('the first one is told how many', () => {
    const text = textOf(approvalPage(anApprovalView({ acceptsMissing: 3 })));
    expect(text).toContain('Your accept is one of 3 that are needed Nobody else has accepted yet.');
  });

  it('a later one is told who has accepted, and for whom', () => {
    const request = aRequest({ accepted_by: [anAcceptance({ on_behalf_of: [bea] })] });
    const text = textOf(approvalPage(anApprovalView({ request, acceptsMissing: 1, timeZone: 'Europe/Berlin' })));
    expect(text).toContain('Your accept is one of 2 that are needed Accepted so far:');
    expect(text).toContain('Aaron Approver (aaron@example.com), standing in for Bea Away, 2026-11-24 09:15 GMT+1');
  });

  it('nothing is said where one accept is enough', () => {
    expect(textOf(approvalPage(anApprovalView()))).not.toContain('Your accept is one of');
  });

  it('the fields are those of the first accept and cannot be changed, whatever was typed', () => {
    const view = anApprovalView({
      fieldsAreFixed: true,
      suggested: { job_id: 'P-1', opened_on: '2026-12-01' },
      refused: { form: aForm({ fields: { job_id: 'P-2' } }), error: null },
    });
    const page = approvalPage(view);
    for (const [name, value] of [
      ['field_job_id', 'P-1'],
      ['field_opened_on', '2026-12-01'],
    ] as const) {
      expect(inputNamed(page, name)?.has('readonly')).toBe(true);
      expect(inputNamed(page, name)?.get('value')).toBe(value);
    }
    expect(textOf(page)).toContain('Somebody has accepted with this already: it cannot be changed any more.');
  });
});

describe('a request that follows a rejected one', () => {
  const decision = rejected({ reason: 'No VAT.\nSee contract.', on_behalf_of: [bea] });
  const difference = [{ field: 'project.total_value', before: 1, after: 2 }];

  it('quotes the reason, says who and when, and lists what has changed since', () => {
    const text = textOf(approvalPage(anApprovalView({ sinceReject: { decision, difference } })));
    expect(text).toContain('The request before this one was rejected Reason No VAT. See contract.');
    expect(text).toContain('Rejected by Aaron Approver (aaron@example.com) Standing in for Bea Away');
    expect(text).toContain('Rejected 2026-11-24 08:15 UTC');
    expect(text).toContain('1 change since it was rejected Total value before 1.00 now 2.00');
  });

  it('says so when nothing has changed since', () => {
    const text = textOf(approvalPage(anApprovalView({ sinceReject: { decision, difference: [] } })));
    expect(text).toContain('Nothing has changed since it was rejected.');
  });
});

describe('whoever is signed in', () => {
  const page = approvalPage(anApprovalView({ check: { kind: 'signed_in', nonce: 'k1.x.y' } }));

  it('is shown no check code and asked for none', () => {
    expect(textOf(page)).toContain('You are signed in.');
    expect(page).not.toContain('check-code');
    expect(inputNamed(page, 'check')).toBeUndefined();
    expect(inputNamed(page, 'nonce')?.get('value')).toBe('k1.x.y');
    expect(elements(page, 'form')).toHaveLength(1);
  });
});
