import { describe, expect, it } from 'vitest';
import { approvalPage, type ApprovalView } from '#web/approval-page.ts';
import { elements, inputNamed, tagsOf, textOf, textOfId } from './markup.ts';
import { aForm, anApprovalView, aRequest } from './views.ts';

const erp = { ...anApprovalView().erp, can_look_up: true };
const pageOf = (over: Partial<ApprovalView> = {}): string => approvalPage(anApprovalView({ erp, ...over }));
const buttonNames = (page: string) => elements(page, 'button').map((button) => button.get('name'));

describe('the button that checks the job number', () => {
  it('stands beside the field of a new job, and is told apart from the decision', () => {
    const page = pageOf();
    expect(buttonNames(page)).toEqual(['check_job_id', undefined]);
    const [check] = elements(page, 'button');
    expect([check?.get('value'), check?.get('type'), check?.has('formnovalidate')]).toEqual(['1', 'submit', true]);
    expect(textOf(page)).toContain('Check the number');
  });

  it('is not what the Enter key presses', () => {
    const pressable = tagsOf(pageOf()).filter(
      ({ name, attributes }) => (name === 'button' || name === 'input') && attributes.get('type') === 'submit',
    );
    expect(pressable[0]?.attributes.has('name')).toBe(false);
    expect(pressable[0]?.attributes.get('tabindex')).toBe('-1');
  });

  it.each([
    ['the ERP cannot be asked', { erp: anApprovalView().erp }],
    ['the job exists already', { request: aRequest({ kind: 'update', status: 'ready_to_update' }) }],
    ['the fields are fixed', { fieldsAreFixed: true }],
    ['the ERP has no such field', { erp: { ...erp, accept_fields: [] } }],
  ])('is left out where %s', (_, over) => {
    const page = pageOf(over);
    expect(buttonNames(page)).toEqual([undefined]);
    expect(elements(page, 'input').some((input) => input.get('type') === 'submit')).toBe(false);
  });
});

describe('what the ERP says of the number', () => {
  const form = aForm({ decision: 'accept', fields: { job_id: 'P-77' } });

  it.each([
    [{ state: 'free' }, '✔ This number is free.'],
    [{ state: 'taken', by: { name: 'Old <b>Bridge' } }, '✖ Taken by the job “Old <b>Bridge”'],
    [{ state: 'unknown' }, 'The ERP could not be asked. The export will tell.'],
  ] as const)('%j is shown beside the field, which keeps what was typed', (jobId, answer) => {
    const page = pageOf({ jobId, refused: { form, error: null } });
    expect(textOf(page)).toContain(answer);
    expect(textOfId(page, 'errors')).toBe('');
    expect(page).not.toMatch(/<title>Error/);
    const field = inputNamed(page, 'field_job_id');
    expect(field?.get('value')).toBe('P-77');
    expect(field?.get('aria-describedby')).toContain('field_job_id-answer');
    expect(field?.has('autofocus')).toBe(true);
  });

  it('is not said before anybody asked', () => {
    expect(pageOf()).not.toContain('field_job_id-answer');
    expect(pageOf()).not.toContain('autofocus');
  });
});
