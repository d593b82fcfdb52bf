import { describe, expect, it } from 'vitest';
import { commonPrerequisites, preflight, type ErpProfile, type Limit } from '#domain/capability.ts';
import { aSnapshot, costCodes } from '#test/support/records.ts';

const profile = (over: Partial<ErpProfile>): ErpProfile => ({
  capabilities: { export: true, update: true, import: false, link: false },
  limits: [],
  traffic: { at_once: 1, per_minute: null },
  repeated_create: 'second_job',
  accept_fields: [],
  prerequisites: [],
  ...over,
});

const limit = (field: string, max: number, unit: Limit['unit']): Limit => ({
  field,
  max,
  unit,
  when_longer: 'refuse',
  source: 'the vendor',
});

/** A text of one character that counts differently in each unit: one code point, two UTF-16 units, four bytes. */
const SMILEY = '😂';

/** Paths of the values that are too long for a limit. */
const tooLong = (limits: readonly Limit[], snapshot = aSnapshot()): (string | null)[] =>
  preflight(profile({ limits }), snapshot)
    .filter(({ code }) => code === 'too_long')
    .map(({ field }) => field);

describe('the limits of an ERP', () => {
  it.each([
    { unit: 'code_points', at: SMILEY.repeat(20), over: SMILEY.repeat(21) },
    { unit: 'utf16_units', at: SMILEY.repeat(10), over: `${SMILEY.repeat(10)}a` },
    { unit: 'utf8_bytes', at: SMILEY.repeat(5), over: `${SMILEY.repeat(5)}a` },
    { unit: 'utf8_bytes', at: 'é'.repeat(10), over: 'é'.repeat(10) + 'a' },
    { unit: 'code_points', at: 'é'.repeat(20), over: 'e\u0301'.repeat(10) + 'a' },
  ] as const)('count $unit: 20 are taken, 21 are not', ({ unit, at, over }) => {
    const limits = [limit('project.name', 20, unit)];
    expect(tooLong(limits, aSnapshot({ project: { name: at } }))).toEqual([]);
    expect(tooLong(limits, aSnapshot({ project: { name: over } }))).toEqual(['project.name']);
  });

  it('name each cost code at fault by its place', () => {
    const [first, second, third] = costCodes(3);
    if (!first || !second || !third) throw new Error('There are three cost codes.');
    const snapshot = aSnapshot({
      cost_codes: [first, { ...second, name: 'x'.repeat(61) }, { ...third, full_code: '03-0001' }],
    });
    const limits = [limit('cost_codes.name', 60, 'code_points'), limit('cost_codes.full_code', 6, 'utf8_bytes')];
    expect(tooLong(limits, snapshot)).toEqual(['cost_codes.1.name', 'cost_codes.2.full_code']);
  });

  it('say nothing about a field that is not set, is no text, or does not exist', () => {
    const limits = [
      'project.phone',
      'project.total_value',
      'project.constructor',
      'cost_codes.line_item_types',
      'cost_codes',
    ];
    expect(tooLong(limits.map((field) => limit(field, 1, 'utf8_bytes')))).toEqual([]);
  });

  it('tell the number and the unit', () => {
    const [problem] = preflight(profile({ limits: [limit('project.name', 3, 'utf8_bytes')] }), aSnapshot());
    expect(problem).toEqual({
      code: 'too_long',
      message: 'The ERP takes at most 3 utf8 bytes here.',
      field: 'project.name',
    });
  });
});

describe('the prerequisites of an ERP', () => {
  const codes = (snapshot = aSnapshot()): string[] =>
    preflight(profile({ prerequisites: commonPrerequisites }), snapshot).map(({ code }) => code);

  it('are met by a project as it should be, with active set or not', () => {
    const { active: _, ...project } = aSnapshot().project;
    expect(codes()).toEqual([]);
    expect(codes({ ...aSnapshot(), project })).toEqual([]);
  });

  it.each([
    ['project_not_active', aSnapshot({ project: { active: false } })],
    ['no_cost_codes', aSnapshot({ cost_codes: [] })],
    ['duplicate_cost_code', aSnapshot({ cost_codes: [...costCodes(2), ...costCodes(1)] })],
  ])('tell %s', (code, snapshot) => {
    expect(codes(snapshot)).toEqual([code]);
  });

  it('come before limits, all at once, and without the function that checks them', () => {
    const snapshot = aSnapshot({ project: { active: false }, cost_codes: [] });
    const problems = preflight(
      profile({ prerequisites: commonPrerequisites, limits: [limit('project.name', 1, 'utf8_bytes')] }),
      snapshot,
    );
    expect(problems.map(({ field }) => field)).toEqual(['project.active', 'cost_codes', 'project.name']);
    for (const problem of problems) expect(Object.keys(problem).sort()).toEqual(['code', 'field', 'message']);
  });
});
