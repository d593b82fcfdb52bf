import { describe, expect, it } from 'vitest';
import type { Limit, Problem } from '#domain/capability.ts';
import { approvalPage } from '#web/approval-page.ts';
import { textOf } from './markup.ts';
import { anApprovalView } from './views.ts';

const limits: Limit[] = [
  { field: 'project.name', max: 41, unit: 'code_points', when_longer: 'cut', source: 'the vendor' },
  { field: 'cost_codes.name', max: 1, unit: 'utf8_bytes', when_longer: 'cut', source: 'the vendor' },
];
const cut = (field: string): Problem => ({ code: 'cut', message: 'in the words of the API', field });
const pageWith = (notices: Problem[]): string =>
  textOf(approvalPage(anApprovalView({ erp: { ...anApprovalView().erp, limits }, notices })));

describe('what the ERP gets shortened', () => {
  it('is told beside the field, in words', () => {
    const page = pageWith([cut('project.name'), cut('cost_codes.1.name')]);
    expect(page).toContain('The ERP gets 2 texts shortened');
    expect(page).toContain('Name: The ERP takes at most 41 characters here and gets the beginning.');
    expect(page).toContain('Cost code 01-001 · Name: The ERP takes at most 1 byte here and gets the beginning.');
    expect(page).not.toContain('words of the API');
  });

  it('is told as the API says it where no limit is known', () => {
    expect(pageWith([cut('project.city')])).toContain('City: in the words of the API');
  });

  it('stays short, however much it is', () => {
    const page = pageWith(Array.from({ length: 4_000 }, (_, index) => cut(`cost_codes.${index}.name`)));
    expect(page).toContain('and 3,980 more');
  });

  it('is nothing where the ERP gets all of it', () => {
    expect(pageWith([])).not.toContain('shortened');
  });
});
