import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allConnectors } from '#erp/registry.ts';
import { readCompanyFile } from '#ops/integration/company-file.ts';
import { shownFault } from '#ops/integration/faults.ts';
import { anApprover, anIntegration } from '#test/support/records.ts';

const connectors = await allConnectors();
const deployed = connectors.map(({ id }) => id);

const { company_id: _, ...main } = anIntegration();
const west = {
  ...main,
  id: 'west',
  erp: 'tryton',
  is_default: false,
  serves: [{ field: 'state_code' as const, values: ['CA'] }],
  settings: { url: 'https://tryton.example.com/erp/' },
};
const aFile = (...integrations: unknown[]) => ({ company_id: 1, integrations });

const faultsOf = (file: unknown, erps: readonly string[] = deployed): string[] =>
  readCompanyFile(file, { connectors, deployed: erps })
    .faults.map(shownFault)
    .map(({ path, message }) => `${path}: ${message}`);

describe('a company file', () => {
  it('is read as a stage file is, defaults and all, with the company named once or everywhere', () => {
    const { id, name, erp, approvers } = main;
    const expected = [anIntegration(), anIntegration(west)];
    for (const first of [{ id, name, erp, approvers }, anIntegration()]) {
      const read = readCompanyFile(aFile(first, west), { connectors, deployed });
      expect([read.companyId, read.integrations, read.faults]).toEqual([1, expected, []]);
    }
  });

  it('is right as docs/operations.md shows it', () => {
    const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    const shown: unknown = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '');
    expect(faultsOf(shown)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['is no object', [], ': Invalid input: expected object, received array'],
    ['has no company', { integrations: [main] }, 'company_id: Invalid input: expected number, received undefined'],
    ['has no integrations', aFile(), 'integrations: company 1 must have exactly one default integration, not 0'],
    ['is of two companies', aFile({ ...main, company_id: 2 }), 'integrations.0.company_id: must be left out, or 1'],
    ['has a word too many', { ...aFile(main), companyId: 1 }, 'companyId: is not known'],
    ['misspells a field', aFile({ ...main, is_defualt: true }), 'integrations.0.is_defualt: is not known'],
    [
      'misspells a member of the policy',
      aFile({ ...main, policy: { calendar: { time_zone: 'UTC', holiday: ['2026-12-25'] } } }),
      'integrations.0.policy.calendar.holiday: is not known',
    ],
    [
      'asks of a policy what it cannot do',
      aFile({ ...main, policy: { accepts_needed: 2 } }),
      'integrations.0.policy.accepts_needed: must be at most the number of approvers (1)',
    ],
    [
      'has settings that the connector does not take',
      aFile(main, { ...west, settings: { url: 'tryton' } }),
      'integrations.1.settings.url: must be an http or https URL',
    ],
    [
      'claims a value twice',
      aFile(main, west, { ...west, id: 'east' }),
      'integrations.2.serves.0.values.0: is claimed by the integration west too',
    ],
  ])('that %s is told where', (_what, file, fault) => {
    expect(faultsOf(file)).toContainEqual(expect.stringContaining(fault));
  });

  it('is told of any member that it does not have, however deep it stands', () => {
    const policy = {
      escalation: { to: 'boss@example.com', after: 'P1D' },
      calendar: { time_zone: 'UTC', working_days: ['mon'], holidays: [] },
      digest: { at: '08:00' },
    };
    const whole = JSON.stringify(aFile({ ...main, policy }, west));
    const places = [
      [],
      ['integrations', '0'],
      ['integrations', '0', 'approvers', '0'],
      ...['', 'escalation', 'calendar', 'digest'].map((name) => ['integrations', '0', 'policy', name].filter(Boolean)),
      ['integrations', '1', 'serves', '0'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.stringMatching(/^[a-z]{1,8}_?$/), (place, name) => {
        const key = `own_${name}`;
        const file: unknown = JSON.parse(whole);
        const spot = place.reduce((inner, part) => Reflect.get(inner, part) as object, file as object);
        Reflect.set(spot, key, 'a value');
        expect(faultsOf(file)).toEqual([`${[...place, key].join('.')}: is not known`]);
      }),
    );
  });

  it('has no place for credentials, wherever they stand, and does not repeat them', () => {
    const credentials = { user: 'procore', password: 'a-password-in-the-wrong-file' };
    const told = faultsOf({
      ...aFile({ ...main, credentials }, { ...west, settings: { ...west.settings, credentials } }),
      credentials,
    });
    const elsewhere = 'must not stand here: credentials come in a file of their own or by standard input';
    expect(told).toEqual([
      expect.stringContaining(`credentials: ${elsewhere}`),
      expect.stringContaining(`integrations.0.credentials: ${elsewhere}`),
      'integrations.1.settings: Unrecognized key: "credentials"',
    ]);
    expect(told.join()).not.toContain('a-password');
  });

  it('is told of all that is wrong at once', () => {
    const file = aFile(
      { ...main, approvers: [anApprover({ email: 'nobody' })] },
      { ...west, erp: 'abacus', serves: [{ field: 'state', values: [] }] },
      { ...west, erp: 'abacus' },
      { ...west, settings: {} },
    );
    expect(faultsOf({ ...file, company_id: 0 }).map((each) => each.slice(0, each.indexOf(': ')))).toEqual([
      'company_id',
      'integrations.0.approvers.0.email',
      'integrations.1.serves.0.field',
      'integrations.1.serves.0.values',
      'integrations.2.erp',
      'integrations.3.settings.url',
    ]);
  });

  it('that names an ERP without an export function says what to do, and one that takes no projects needs none', () => {
    expect(faultsOf(aFile(main, west), ['import-file', 'xero'])).toEqual([
      'integrations.1.erp: has no export function in this deployment, which has: import-file, xero. Deploy this release first, then put the file again',
    ]);
    expect(faultsOf(aFile({ ...main, erp: 'penta' }), ['import-file'])).toEqual([]);
  });
});
