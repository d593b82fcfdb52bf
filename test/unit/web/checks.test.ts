import { describe, expect, it } from 'vitest';
import { commonPrerequisites, preflight } from '#domain/capability.ts';
import { aSnapshot, costCodes } from '#test/support/records.ts';
import { approvalPage } from '#web/approval-page.ts';
import { textOf } from './markup.ts';
import { anApprovalView } from './views.ts';

const limits = [
  { field: 'project.name', max: 10, unit: 'code_points', when_longer: 'refuse', source: 'the vendor' },
  { field: 'cost_codes.name', max: 1, unit: 'utf8_bytes', when_longer: 'refuse', source: 'the vendor' },
] as const;
const ownRule = {
  code: 'no_fridays',
  message: 'Nothing starts on a Friday.',
  field: 'project.start_date',
  met: () => false,
};
const capabilities = { export: true, update: true, import: false, link: false };
const erp = {
  ...anApprovalView().erp,
  limits,
  capabilities,
  prerequisites: [...commonPrerequisites, ownRule],
  traffic: { at_once: 1, per_minute: null },
  repeated_create: 'second_job' as const,
};

const shown = (snapshot = aSnapshot(), over = {}): string => {
  const profile = { ...erp, ...over };
  return textOf(approvalPage(anApprovalView({ erp: profile, snapshot, problems: preflight(profile, snapshot) })));
};

describe('what the ERP is known to ask for', () => {
  it('is shown as met where it is', () => {
    const text = shown(aSnapshot({ project: { name: 'Bridge' } }), { prerequisites: commonPrerequisites, limits: [] });
    expect(text).toContain('Yes: 4 checks passed');
    expect(text).toContain('✔ Met: The project must be active.');
    expect(text).toContain('✔ Met: All texts are short enough for the ERP.');
    expect(text).not.toContain('✖');
  });

  it('is shown as not met where it is not, in the words of whoever asks for it', () => {
    const [first, second] = costCodes(2);
    const text = shown(
      aSnapshot({ project: { active: false }, cost_codes: [first!, { ...second!, name: 'é' }, first!] }),
    );
    expect(text).toContain('The ERP is known to refuse this: 7 problems');
    expect(text).toContain('✖ Not met: The project must be active.');
    expect(text).toContain('✖ Not met: Each cost code may appear only once.');
    expect(text).toContain('✖ Not met: Nothing starts on a Friday.');
    expect(text).toContain('✖ Not met: Name: The ERP takes at most 10 characters here.');
  });

  it('names a cost code by its code and not by its place', () => {
    const [first, second] = costCodes(2);
    const text = shown(
      aSnapshot({
        cost_codes: [
          { ...first!, name: 'a' },
          { ...second!, name: 'é' },
        ],
      }),
    );
    expect(text).toContain('✖ Not met: Cost code 01-001 · Name: The ERP takes at most 1 byte here.');
    expect(text).not.toContain('Cost code 01-000 · Name');
  });
});
