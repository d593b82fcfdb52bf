import { describe, expect, it } from 'vitest';
import { integration } from '#domain/integration.ts';
import { policy } from '#domain/policy.ts';
import { anApprover, aPerson } from '#test/support/records.ts';

const DEFAULTS = {
  four_eyes: true,
  approvers: 'privilege',
  accepts_needed: 'any',
  sign_in_above: null,
  approval_window: 'P14D',
  escalation: null,
  calendar: null,
  delegates: [],
  digest: null,
  job_id_pattern: '{project_number}',
};

const delegation = { approver: 'approver', delegate: aPerson(), from: '2026-11-23', to: '2026-11-24' };

describe('a policy', () => {
  it('has the defaults of docs/architecture.md', () => {
    expect(policy.parse({})).toEqual(DEFAULTS);
    const smallest = { company_id: 1, id: 'main', name: 'Main', erp: 'import-file', approvers: [anApprover()] };
    expect(integration.parse(smallest).policy).toEqual(DEFAULTS);
    expect(integration.parse({ ...smallest, policy: { four_eyes: false } }).policy).toEqual({
      ...DEFAULTS,
      four_eyes: false,
    });
  });

  it('reads as what it was when it was stored, by this release or by the first', () => {
    const stored = policy.parse({
      accepts_needed: 2,
      reminder_after: 'P1D',
      calendar: { time_zone: 'UTC' },
      delegates: [delegation],
    });
    expect(policy.parse(stored)).toEqual(stored);
    expect(policy.parse({ four_eyes: true, approval_window: 'P14D', reminder_after: 'P2D' })).toEqual({
      ...DEFAULTS,
      reminder_after: ['P2D'],
    });
  });

  it.each([
    ['P1D', ['P1D']],
    [['P1D'], ['P1D']],
    [
      ['P5D', 'PT12H'],
      ['P5D', 'PT12H'],
    ],
    [[], []],
  ])('takes %j as reminders', (reminder_after, read) => {
    expect(policy.parse({ reminder_after }).reminder_after).toEqual(read);
  });

  it.each([
    ['accepts_needed', 'all'],
    ['accepts_needed', 1],
    ['sign_in_above', 0],
    ['sign_in_above', 1250000.5],
    ['escalation', { to: 'boss@example.com', after: 'P3D' }],
    ['digest', { at: '00:00' }],
    ['digest', { at: '23:59' }],
    ['delegates', [delegation]],
    ['approvers', 'list'],
    ['job_id_pattern', '{yy}-{project_id}'],
  ])('takes as %s %j', (field, value) => {
    expect(policy.parse({ [field]: value })).toEqual({ ...DEFAULTS, [field]: value });
  });

  it.each([
    ['four_eyes', 'yes'],
    ['approvers', 'everybody'],
    ['accepts_needed', 0],
    ['accepts_needed', 1.5],
    ['accepts_needed', -1],
    ['accepts_needed', 'most'],
    ['accepts_needed', '2'],
    ['sign_in_above', -1],
    ['sign_in_above', '1000'],
    ['approval_window', '14 days'],
    ['approval_window', 'P400D'],
    ['reminder_after', 'soon'],
    ['reminder_after', ['P1D', 'soon']],
    ['reminder_after', Array.from({ length: 11 }, () => 'P1D')],
    ['escalation', { to: 'the boss', after: 'P3D' }],
    ['escalation', { to: 'boss@example.com' }],
    ['escalation', { to: `${'a'.repeat(250)}@example.com`, after: 'P3D' }],
    ['calendar', { time_zone: 'Mars/Olympus' }],
    ['digest', { at: '8:00' }],
    ['digest', { at: '24:00' }],
    ['digest', { at: '08:60' }],
    ['digest', '08:00'],
    ['delegates', [{ ...delegation, from: '23.11.2026' }]],
    ['delegates', [{ ...delegation, to: '2026-02-30' }]],
    ['delegates', [{ ...delegation, delegate: 'sender' }]],
    ['job_id_pattern', 'x'.repeat(101)],
  ])('does not take as %s %j', (field, value) => {
    const faults = policy.safeParse({ [field]: value }).error?.issues.map(({ path }) => path[0]);
    expect(new Set(faults)).toEqual(new Set([field]));
  });
});
