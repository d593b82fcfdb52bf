import { describe, expect, it } from 'vitest';
import type { ExportAttempt } from '#domain/request.ts';
import { approvalPage, type ApprovalView } from '#web/approval-page.ts';
import { elements, inputNamed, textOf, textOfId } from './markup.ts';
import { aFailedRequest, aForm, anApprovalView, refusedFor } from './views.ts';

const retryPage = (attempt: Partial<ExportAttempt> = {}, over: Partial<ApprovalView> = {}): string =>
  approvalPage(anApprovalView({ step: 'retry', request: aFailedRequest({}, attempt), ...over }));

describe('the page after a failed export', () => {
  it('says that the export failed, what the ERP said, and who had accepted', () => {
    const page = retryPage();
    expect(page).toMatch(/<h1>The export to Tryton failed<\/h1>/);
    expect(page).toMatch(/<title>Export failed: Harbour Bridge/);
    expect(textOf(page)).toContain('Message of the ERP The code exists already. Field to correct Job ID');
    expect(textOf(page)).toContain('Attempts so far 1, 2026-11-24 08:15 UTC');
    expect(textOf(page)).toContain('Accepted by Aaron Approver (aaron@example.com) Accepted 2026-11-24 08:15 UTC');
  });

  it('leads to the field that the ERP names, and marks it as at fault', () => {
    const page = retryPage();
    expect(elements(page, 'a').map((link) => link.get('href'))).toEqual(['#field_job_id', '#field_job_id']);
    expect(textOfId(page, 'errors')).toBe('There is a problem');
    expect(inputNamed(page, 'field_job_id')?.get('aria-invalid')).toBe('true');
    expect(textOf(page)).toContain('Needed to try again. Error: The code exists already.');
    expect(inputNamed(page, 'field_opened_on')?.has('aria-invalid')).toBe(false);
  });

  it('says where a field must be corrected that is not in the form', () => {
    const page = retryPage({ field: 'project.name' });
    expect(textOf(page)).toContain('Field to correct Name This field cannot be corrected here: reject');
    expect(page).not.toContain('aria-invalid="true"');
    expect(elements(page, 'a')).toEqual([]);
  });

  it('says so when the ERP gave no reason', () => {
    expect(textOf(retryPage({ message: null, field: null }))).toContain('Message of the ERP The ERP gave no reason.');
  });

  it('asks whether to try again or to reject, with the fields of the last decision', () => {
    const page = retryPage({}, { suggested: { job_id: 'P-43', opened_on: '2026-12-01' } });
    const choices = elements(page, 'input').filter((input) => input.get('type') === 'radio');
    expect(choices.map((choice) => [choice.get('value'), choice.has('checked')])).toEqual([
      ['accept', false],
      ['reject', false],
    ]);
    expect(elements(page, 'label').map((label) => label.get('for'))).toContain('decision-accept');
    expect(page).toContain('<label for="decision-accept">Try again</label>');
    expect(page).toContain('<label for="decision-reject">Reject</label>');
    expect(inputNamed(page, 'field_job_id')?.get('value')).toBe('P-43');
    expect(inputNamed(page, 'field_opened_on')?.get('value')).toBe('2026-12-01');
  });

  it('binds the form to the attempt that it tells of', () => {
    expect(inputNamed(retryPage(), 'attempt')?.get('value')).toBe('1');
    const { exports } = aFailedRequest();
    const again = aFailedRequest({ exports: [...exports, ...exports] });
    expect(inputNamed(retryPage({}, { request: again }), 'attempt')?.get('value')).toBe('2');
    expect(inputNamed(approvalPage(anApprovalView()), 'attempt')).toBeUndefined();
  });

  it('shows what is wrong with the form after it was refused, and not the old refusal of the ERP', () => {
    const refused = refusedFor({ reason: ['Write a reason'] }, { decision: 'reject', fields: { job_id: 'P-44' } });
    const page = retryPage({}, { refused });
    expect(page).toMatch(/<title>Error: Export failed/);
    expect(inputNamed(page, 'reason')?.get('aria-invalid')).toBe('true');
    expect(inputNamed(page, 'field_job_id')?.has('aria-invalid')).toBe(false);
    expect(inputNamed(page, 'field_job_id')?.get('value')).toBe('P-44');
    expect(textOf(page)).toContain('Message of the ERP The code exists already.');
  });

  it('does not ask for more accepts', () => {
    expect(textOf(retryPage({}, { acceptsMissing: 2 }))).not.toContain('Your accept is one of');
  });

  it('keeps the number of a job that exists', () => {
    const page = retryPage(
      {},
      { request: aFailedRequest({ kind: 'update' }), refused: { form: aForm(), error: null } },
    );
    expect(inputNamed(page, 'field_job_id')?.has('readonly')).toBe(true);
  });

  it('says on paper that nothing is exported yet', () => {
    expect(textOf(retryPage())).toContain('Not exported at the time of printing.');
    expect(textOf(retryPage())).not.toContain('Not decided at the time of printing.');
  });
});
