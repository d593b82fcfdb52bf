import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences, type Difference } from '#domain/difference.ts';
import { snapshot, type CostCode, type Snapshot } from '#domain/project.ts';
import { aSnapshot, costCodes } from '#test/support/records.ts';

const costCode: fc.Arbitrary<CostCode> = fc.record({
  id: fc.integer({ min: 1, max: 5 }),
  full_code: fc.constantFrom('01-000', '01-010', '02-000', '10-000', '9', 'Ä'),
  name: fc.constantFrom('Concrete', 'Timber'),
  line_item_types: fc.subarray([
    { code: 'L', name: 'Labor' },
    { code: 'M', name: 'Materials' },
  ]),
});

const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    project: fc.record(
      {
        id: fc.constant(42),
        name: fc.constantFrom('Harbour Bridge', 'Harbor Bridge'),
        active: fc.boolean(),
        total_value: fc.constantFrom(1, 2.5),
        department_ids: fc.subarray([1, 2]),
        custom_fields: fc.constantFrom({ a: { value: 1 } }, { a: { value: 2 } }, { b: null }),
        updated_at: fc.constantFrom('2026-11-23T12:00:00Z', '2026-11-24T12:00:00Z'),
        created_at: fc.constantFrom('2026-11-21T12:00:00Z', '2026-11-22T12:00:00Z'),
      },
      { requiredKeys: ['id', 'name'] },
    ),
    cost_codes: fc.uniqueArray(costCode, { selector: ({ full_code }) => full_code }),
  })
  .map((value) => snapshot.parse(value));

/** What an approver reads of a snapshot, by the names that differences go by. */
const readable = ({ project, cost_codes }: Snapshot): Map<string, unknown> => {
  const { created_at: _, updated_at: __, ...fields } = project;
  return new Map<string, unknown>([
    ...Object.entries(fields).map(([key, value]) => [`project.${key}`, value] as const),
    ...cost_codes.map(
      ({ full_code, name, line_item_types }) => [`cost_codes.${full_code}`, { name, line_item_types }] as const,
    ),
  ]);
};

const applied = (before: Snapshot, changes: readonly Difference[], side: 'before' | 'after'): Map<string, unknown> => {
  const result = readable(before);
  for (const change of changes) {
    if (change[side] === null) result.delete(change.field);
    else result.set(change.field, change[side]);
  }
  return result;
};

describe('the differences of two snapshots', () => {
  it('lead from one to the other and back, and are none exactly when an approver would read the same', () => {
    fc.assert(
      fc.property(snapshots, snapshots, (before, after) => {
        const changes = differences(before, after);
        expect(applied(before, changes, 'after')).toEqual(readable(after));
        expect(applied(after, changes, 'before')).toEqual(readable(before));
        expect(differences(before, before)).toEqual([]);
        for (const { before: old, after: now } of changes) expect(old).not.toEqual(now);
      }),
      { numRuns: 300 },
    );
  });

  it('come in one order, whatever the order of fields and cost codes', () => {
    fc.assert(
      fc.property(snapshots, snapshots, (before, after) => {
        const shuffled = snapshot.parse({
          project: Object.fromEntries(Object.entries(after.project).toReversed()),
          cost_codes: after.cost_codes.toReversed(),
        });
        const fields = differences(before, after).map(({ field }) => field);
        expect(differences(before, shuffled)).toEqual(differences(before, after));
        const [ofProject, ofCodes] = ['project.', 'cost_codes.'].map((group) =>
          fields.filter((field) => field.startsWith(group)),
        );
        expect(fields).toEqual([...(ofProject ?? []).sort(), ...(ofCodes ?? []).sort()]);
      }),
    );
  });

  it('name a changed field with both values', () => {
    const before = aSnapshot();
    const after = aSnapshot({ project: { name: 'Harbor Bridge', phone: '555' } });
    expect(differences(before, after)).toEqual([
      { field: 'project.name', before: 'Harbour Bridge', after: 'Harbor Bridge' },
      { field: 'project.phone', before: null, after: '555' },
    ]);
  });

  it('name a cost code that was added, removed or changed', () => {
    const [first, second, third] = costCodes(3);
    if (!first || !second || !third) throw new Error('There are three cost codes.');
    const before = aSnapshot({ cost_codes: [first, second] });
    const after = aSnapshot({ cost_codes: [{ ...second, name: 'Steel' }, third] });
    const { line_item_types } = first;
    expect(differences(before, after)).toEqual([
      { field: 'cost_codes.01-000', before: { name: first.name, line_item_types }, after: null },
      {
        field: 'cost_codes.01-001',
        before: { name: second.name, line_item_types },
        after: { name: 'Steel', line_item_types },
      },
      { field: 'cost_codes.01-002', before: null, after: { name: third.name, line_item_types } },
    ]);
  });

  it('do not mention when Procore saved the project, or its internal ids of cost codes', () => {
    const after = aSnapshot({
      project: { updated_at: '2026-11-24T00:00:00Z', created_at: '2026-01-01T00:00:00Z' },
      cost_codes: costCodes(3).map((code) => ({ ...code, id: code.id + 7 })),
    });
    expect(differences(aSnapshot(), after)).toEqual([]);
  });
});
