import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { servedBy, servingFaults, servingFields, servingRule, type Serving } from '#domain/serving.ts';
import { project, type Project } from '#domain/project.ts';

const aProject = (over: Partial<Project>): Project => project.parse({ id: 1, name: 'Bridge', ...over });
const serving = (id: string, ...serves: Serving['serves']): Serving => ({ id, is_default: false, serves });
const rest: Serving = { id: 'rest', is_default: true, serves: [] };

describe('the integration that serves a project', () => {
  const west = serving('west', { field: 'state_code', values: ['CA', 'or'] });
  const office = serving('office', { field: 'office', values: [7, 'Lisbon'] });
  const civil = serving('civil', { field: 'department', values: ['Civil'] });
  const all = [west, office, civil, rest];

  it.each<[string, Partial<Project>, string]>([
    ['nothing that is claimed', { state_code: 'NY' }, 'rest'],
    ['a state', { state_code: 'CA' }, 'west'],
    ['a state in other letters', { state_code: 'OR' }, 'west'],
    ['an office by its id', { office_id: 7 }, 'office'],
    ['an office by the id of the nested object', { office: { id: 7, name: 'Porto' } }, 'office'],
    ['an office by its name', { office: { id: 8, name: ' lisbon ' } }, 'office'],
    [
      'one department of several',
      {
        departments: [
          { id: 1, name: 'Roads' },
          { id: 2, name: 'civil' },
        ],
      },
      'civil',
    ],
    ['office and state: the office decides', { office_id: 7, state_code: 'CA' }, 'office'],
    ['an id that is text', { office: { id: '7' } }, 'rest'],
  ])('of a project with %s', (_, over, expected) => {
    expect(servedBy(all, aProject(over))?.id).toBe(expected);
  });

  it('is none where nothing claims it and none is the default', () => {
    expect(servedBy([west], aProject({}))).toBeNull();
  });

  it('does not depend on the order of integrations between which no project is disputed', () => {
    const value = fc.constantFrom('a', 'B', 'c', 1, 2, 3);
    const owner = fc.array(fc.record({ field: fc.constantFrom(...servingFields), value, owner: fc.nat(2) }));
    const made = fc.record({
      office_id: fc.constantFrom(1, 2, 3),
      state_code: fc.constantFrom('a', 'b', 'c'),
      department_ids: fc.subarray([1, 2, 3]),
    });
    fc.assert(
      fc.property(owner, made, (claims, over) => {
        const integrations = [0, 1, 2].map((index) =>
          serving(
            `i${index}`,
            ...claims
              .filter((claim) => claim.owner === index)
              .map(({ field, value: one }) => ({ field, values: [one] })),
          ),
        );
        fc.pre(servingFaults(integrations).length === 0);
        const given = aProject(over);
        expect(servedBy(integrations.toReversed(), given)).toEqual(servedBy(integrations, given));
      }),
    );
  });
});

describe('two integrations that claim the same projects', () => {
  it('are at fault, at the value of the second one', () => {
    const faults = servingFaults([
      serving('one', { field: 'state_code', values: ['CA'] }),
      serving('two', { field: 'office', values: ['CA'] }, { field: 'state_code', values: ['NV', 'ca'] }),
    ]);
    expect(faults).toEqual([
      { index: 1, path: ['serves', 1, 'values', 1], message: 'is claimed by the integration one too' },
    ]);
  });

  it('are not at fault by a rule that one of them says twice', () => {
    expect(servingFaults([serving('one', { field: 'office', values: [1, 1] })])).toEqual([]);
  });
});

it.each([
  [{ field: 'city', values: ['x'] }, ['field']],
  [{ field: 'office', values: [] }, ['values']],
  [{ field: 'office', values: [' '] }, ['values', 0]],
  [{ field: 'office', values: [0] }, ['values', 0]],
])('the rule %j is refused by the name of its field', (rule, path) => {
  expect(servingRule.safeParse(rule).error?.issues.map((issue) => issue.path)).toEqual([path]);
});
