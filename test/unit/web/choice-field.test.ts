import { describe, expect, it } from 'vitest';
import type { AcceptField } from '#domain/capability.ts';
import { approvalPage, type ApprovalView } from '#web/approval-page.ts';
import type { FieldChoices } from '#web/partials/choice-field.ts';
import { elements, inputNamed, tagsOf, textOf, textOfId } from './markup.ts';
import { aForm, anApprovalView, customer, jobId, refusedFor } from './views.ts';

const options = [
  { value: '17', label: 'Acme' },
  { value: '18', label: 'Acme East' },
];

const pageOf = (
  choices: FieldChoices,
  over: Partial<ApprovalView> & { readonly field?: Partial<AcceptField> } = {},
): string => {
  const { field, ...view } = over;
  const erp = { ...anApprovalView().erp, accept_fields: [jobId, { ...customer, ...field }] };
  return approvalPage(anApprovalView({ erp, choices: { customer: choices }, ...view }));
};

const withTyped = (value: string, wantsOptionsOf: string | null = 'customer'): Partial<ApprovalView> => ({
  refused: { form: aForm({ decision: 'accept', fields: { customer: value }, wantsOptionsOf }), error: null },
});

const valuesOf = (page: string) => elements(page, 'option').map((one) => one.get('value'));
const answerOf = (page: string) => textOfId(page, 'field_customer-answer');
const findButton = (page: string) => elements(page, 'button').find((button) => button.get('name') === 'find_options');

describe('a field that the ERP lists all values of', () => {
  it('is a list to choose from, in which nothing is chosen until a person chooses', () => {
    const page = pageOf({ state: 'all', options });
    const [select] = elements(page, 'select');
    expect([select?.get('name'), select?.get('id')]).toEqual(['field_customer', 'field_customer']);
    expect(valuesOf(page)).toEqual(['', '17', '18']);
    expect(elements(page, 'option').some((one) => one.has('selected'))).toBe(false);
    expect(textOf(page)).toContain('Choose one Acme · 17 Acme East · 18');
    expect(findButton(page)).toBeUndefined();
  });

  it('keeps what was chosen', () => {
    const page = pageOf({ state: 'all', options }, withTyped('18'));
    const chosen = elements(page, 'option').filter((one) => one.has('selected'));
    expect(chosen.map((one) => one.get('value'))).toEqual(['18']);
  });

  it('shows what the last export was tried with', () => {
    const page = pageOf({ state: 'all', options }, { suggested: { customer: '17' } });
    expect(
      elements(page, 'option')
        .find((one) => one.has('selected'))
        ?.get('value'),
    ).toBe('17');
  });

  it('may stay empty where the ERP does not need it', () => {
    expect(textOf(pageOf({ state: 'all', options }, { field: { required: false } }))).toContain('None Acme · 17');
  });

  it('does not say a label twice that is the value', () => {
    const page = pageOf({ state: 'all', options: [{ value: 'Acme', label: 'Acme' }] });
    expect(textOf(page)).toContain('Choose one Acme');
    expect(textOf(page)).not.toContain('Acme · Acme');
  });

  it('is marked as at fault, with the reason', () => {
    const refused = refusedFor({ 'fields.customer': ['is not among the values that the ERP has'] });
    const page = pageOf({ state: 'all', options }, { refused });
    expect(elements(page, 'select')[0]?.get('aria-invalid')).toBe('true');
    expect(textOfId(page, 'field_customer-fault')).toContain('Error:');
    expect(elements(page, 'a').map((link) => link.get('href'))).toContain('#field_customer');
  });
});

describe('a field that the ERP has many values for', () => {
  it('is typed, with what the ERP offers, and the list stands there for those whose browser offers nothing', () => {
    const page = pageOf({ state: 'some', options }, withTyped('Acme'));
    const input = inputNamed(page, 'field_customer');
    expect([input?.get('value'), input?.get('list'), input?.get('maxlength')]).toEqual([
      'Acme',
      'field_customer-options',
      '20',
    ]);
    expect(elements(page, 'datalist')[0]?.get('id')).toBe('field_customer-options');
    expect(valuesOf(page)).toEqual(['17', '18']);
    expect(textOf(page)).toContain('2 matches Acme · 17 Acme East · 18');
    expect(answerOf(page)).toContain('The ERP has many of them.');
  });

  it('says who it is once a value is chosen', () => {
    const page = pageOf({ state: 'some', options }, withTyped('18'));
    expect(textOf(page)).toContain('✔ Acme East');
  });

  it('says so when nothing matches, and offers nothing', () => {
    const page = pageOf({ state: 'some', options: [] }, withTyped('Zeta'));
    expect(answerOf(page)).toContain('The ERP has nothing that matches.');
    expect([elements(page, 'datalist'), inputNamed(page, 'field_customer')?.has('list')]).toEqual([[], false]);
  });

  it('can be looked for in the ERP, which decides nothing and is not what the Enter key presses', () => {
    const page = pageOf({ state: 'some', options });
    const button = findButton(page);
    expect([button?.get('value'), button?.get('type'), button?.has('formnovalidate')]).toEqual([
      'customer',
      'submit',
      true,
    ]);
    const [first] = tagsOf(page).filter(
      ({ name, attributes }) => (name === 'button' || name === 'input') && attributes.get('type') === 'submit',
    );
    expect([first?.attributes.has('name'), first?.attributes.get('tabindex')]).toEqual([false, '-1']);
  });

  it('is where the person goes on after looking', () => {
    const focused = (page: string) => inputNamed(page, 'field_customer')?.has('autofocus');
    expect(focused(pageOf({ state: 'some', options }, withTyped('Acme')))).toBe(true);
    expect(focused(pageOf({ state: 'some', options }, withTyped('Acme', null)))).toBe(false);
    expect(focused(pageOf({ state: 'some', options }))).toBe(false);
  });
});

describe('a field whose ERP has not told what it has', () => {
  it.each([
    ['unknown', 'The ERP does not answer now. Type the value as the ERP knows it; the export will tell.'],
    ['not_asked', 'Type a part of the name, and look for it in the ERP.'],
  ] as const)('(%s) is typed, and says why', (state, answer) => {
    const page = pageOf({ state }, withTyped('17'));
    expect(inputNamed(page, 'field_customer')?.get('value')).toBe('17');
    expect(answerOf(page)).toBe(answer);
    expect(inputNamed(page, 'field_customer')?.get('aria-describedby')).toContain('field_customer-answer');
    expect(findButton(page)).toBeDefined();
    expect(elements(page, 'datalist')).toEqual([]);
  });
});

it('can only be read once somebody has accepted with it', () => {
  const page = pageOf({ state: 'all', options }, { fieldsAreFixed: true, suggested: { customer: '17' } });
  expect([elements(page, 'select'), inputNamed(page, 'field_customer')?.has('readonly')]).toEqual([[], true]);
});

it('is no part of a page whose ERP has no such field', () => {
  const page = approvalPage(anApprovalView());
  expect([elements(page, 'select'), elements(page, 'datalist'), findButton(page)]).toEqual([[], [], undefined]);
});
