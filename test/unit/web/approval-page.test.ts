import { describe, expect, it } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { aSnapshot } from '#test/support/records.ts';
import { approvalPage } from '#web/approval-page.ts';
import { elements, inputNamed, inputs, textOf, textOfId } from './markup.ts';
import { aForm, anApprovalView, aRequest, CODE, refusedFor } from './views.ts';

const checkedValues = (page: string) =>
  elements(page, 'input').flatMap((input) => (input.has('checked') ? [input.get('value')] : []));

describe('the page on which an approver decides', () => {
  it('shows who asks for what', () => {
    const text = textOf(approvalPage(anApprovalView({ request: aRequest({ note: 'Please before Monday.' }) })));
    expect(text).toContain('Request 42-1');
    expect(text).toContain('Total value 1,250,000.50');
    expect(text).toContain('Dates 2026-12-01 to 2028-06-30');
    expect(text).toContain('Address 1 Quay Street, Santa Barbara, CA 93101, US');
    expect(text).toContain('Sent by Paula Sender (paula@example.com)');
    expect(text).toContain('Sent 2026-11-23 12:00 UTC');
    expect(text).toContain('Decide by 2026-11-24 12:00 UTC');
    expect(text).toContain('ERP Tryton · Main ERP');
    expect(text).toContain('Note Please before Monday.');
  });

  it('leaves out what the project does not say, and says so of the total', () => {
    const snapshot = aSnapshot({ project: { customer: '\u200b' } });
    const { total_value: _, ...project } = snapshot.project;
    const text = textOf(approvalPage(anApprovalView({ snapshot: { ...snapshot, project } })));
    expect(text).not.toContain('Customer');
    expect(text).toContain('Total value not stated');
  });

  it('shows what will be written into the ERP, value by value', () => {
    const text = textOf(approvalPage(anApprovalView()));
    expect(text).toMatch(
      /What will be written into Tryton code P-042 lines account 01-000 amount 12\.5 active true note empty/,
    );
  });

  it('lists the differences of an update, and says when there is none', () => {
    const request = aRequest({ kind: 'update', status: 'ready_to_update' });
    const difference = [
      { field: 'project.total_value', before: 1_000_000, after: 1_250_000.5 },
      { field: 'project.customer', before: null, after: 'Harbour Trust' },
    ];
    const text = textOf(approvalPage(anApprovalView({ request, sinceSync: difference })));
    expect(text).toContain('2 changes since the last sync Total value before 1,000,000.00 now 1,250,000.50');
    expect(text).toContain('Customer before not set now Harbour Trust');
    expect(textOf(approvalPage(anApprovalView({ request })))).toContain('Nothing has changed since the last sync.');
    expect(textOf(approvalPage(anApprovalView()))).not.toContain('since the last sync');
  });
});

describe('the form', () => {
  it('goes back by POST to the address it came from, which it does not name', () => {
    const [form] = elements(approvalPage(anApprovalView()), 'form');
    expect(form?.get('method')).toBe('post');
    expect(form?.has('action')).toBe(false);
  });

  it('has the fields of the contract and no other', () => {
    const names = inputs(approvalPage(anApprovalView())).map((input) => input.get('name'));
    expect(names.sort()).toEqual(
      ['check', 'decision', 'decision', 'field_job_id', 'field_opened_on', 'nonce', 'reason', 'snapshot_sha256'].sort(),
    );
    expect(elements(approvalPage(anApprovalView()), 'button')).toHaveLength(1);
  });

  it('has nothing chosen and asks for a choice', () => {
    const page = approvalPage(anApprovalView());
    const choices = elements(page, 'input').filter((input) => input.get('type') === 'radio');
    expect(choices.map((choice) => choice.get('value'))).toEqual(['accept', 'reject']);
    expect(choices.every((choice) => choice.has('required') && !choice.has('checked'))).toBe(true);
  });

  it('shows the check code once, beside the total, and never fills it in', () => {
    const page = approvalPage(anApprovalView());
    expect(page.split('id="check-code"')).toHaveLength(2);
    expect(textOfId(page, 'check-code')).toBe(CODE);
    expect(page.split(CODE)).toHaveLength(2);
    const check = inputNamed(page, 'check');
    expect(check?.has('value')).toBe(false);
    expect([check?.get('inputmode'), check?.get('autocomplete'), check?.get('pattern')]).toEqual([
      'numeric',
      'off',
      '[0-9]{4}',
    ]);
  });

  it('binds the decision to the snapshot and to this rendering', () => {
    const page = approvalPage(anApprovalView());
    expect(inputNamed(page, 'snapshot_sha256')?.get('value')).toBe(aRequest().snapshot_sha256);
    expect(inputNamed(page, 'nonce')?.get('value')).toBe(anApprovalView().check.nonce);
  });

  it('suggests a job number, which an existing job keeps', () => {
    const create = inputNamed(approvalPage(anApprovalView()), 'field_job_id');
    expect([create?.get('value'), create?.get('maxlength'), create?.has('readonly')]).toEqual(['P-042', '20', false]);
    const request = aRequest({ kind: 'update', status: 'ready_to_update' });
    expect(inputNamed(approvalPage(anApprovalView({ request })), 'field_job_id')?.has('readonly')).toBe(true);
    expect(inputNamed(approvalPage(anApprovalView()), 'field_opened_on')?.get('type')).toBe('date');
  });

  it('lets a browser refuse nothing that a rejection does not need', () => {
    const page = approvalPage(anApprovalView());
    for (const name of ['field_job_id', 'field_opened_on', 'reason']) {
      expect(inputNamed(page, name)?.has('required'), name).toBe(false);
      expect(inputNamed(page, name)?.has('pattern'), name).toBe(false);
    }
  });
});

describe('the form after a post that decided nothing', () => {
  it('keeps what the person typed and chose, but draws a new check code', () => {
    const form = {
      decision: 'reject',
      reason: 'Total is wrong:\n- no VAT',
      fields: { job_id: 'P 42' },
      check: '9999',
    } as const;
    const page = approvalPage(anApprovalView({ refused: refusedFor({ 'fields.job_id': ['is too long'] }, form) }));
    expect(checkedValues(page)).toEqual(['reject']);
    expect(page).toContain('>Total is wrong:\n- no VAT</textarea>');
    expect(inputNamed(page, 'field_job_id')?.get('value')).toBe('P 42');
    expect(inputNamed(page, 'check')?.has('value')).toBe(false);
    expect(page).not.toContain('9999');
    expect(inputNamed(page, 'nonce')?.get('value')).toBe(anApprovalView().check.nonce);
  });

  it('chooses nothing for a person who chose nothing', () => {
    expect(checkedValues(approvalPage(anApprovalView({ refused: refusedFor({ decision: ['Choose'] }) })))).toEqual([]);
  });

  it('says at the top what is wrong, leads to each field and repeats it there', () => {
    const fields = {
      decision: ['Choose Accept or Reject'],
      'fields.job_id': ['is too long'],
      reason: ['Write a reason'],
      extra: ['is odd'],
    };
    const page = approvalPage(anApprovalView({ refused: refusedFor(fields) }));
    const links = elements(page, 'a').map((link) => link.get('href'));
    expect(links).toEqual(['#decision-accept', '#field_job_id', '#reason']);
    const ids = inputs(page).map((input) => input.get('id'));
    for (const link of links) expect(ids).toContain(link?.slice(1));
    const summary = page.slice(page.indexOf('role="alert"'), page.indexOf('<h1'));
    for (const message of ['Choose Accept or Reject', 'Job ID is too long', 'Write a reason', 'Extra is odd']) {
      expect(textOf(summary)).toContain(message);
    }
    expect(textOfId(page, 'errors')).toBe('There is a problem');
    expect(page).toMatch(/<title>Error: /);
    expect(inputNamed(page, 'field_job_id')?.get('aria-invalid')).toBe('true');
    expect(inputNamed(page, 'field_job_id')?.get('aria-describedby')).toContain('field_job_id-fault');
    expect(inputNamed(page, 'check')?.has('aria-invalid')).toBe(false);
  });

  it('says that the check code was wrong, and shows the message of any other refusal', () => {
    const wrong = new DomainError('wrong_check_code', 'internal');
    const page = approvalPage(anApprovalView({ refused: { form: aForm(), error: wrong } }));
    expect(elements(page, 'a').map((link) => link.get('href'))).toEqual(['#check']);
    expect(textOf(page)).toContain('The check code was not right');
    const other = new DomainError('preflight_failed', 'The ERP would refuse this.');
    expect(textOf(approvalPage(anApprovalView({ refused: { form: aForm(), error: other } })))).toContain(
      'There is a problem The ERP would refuse this.',
    );
  });
});
