import { commonPrerequisites, type Limit, type Prerequisite } from '#domain/capability.ts';

const costTypes: Prerequisite = {
  code: 'cost_code_without_type',
  message: 'Each cost code must have at least one cost type.',
  field: 'cost_codes',
  met: ({ cost_codes }) => cost_codes.every(({ line_item_types }) => line_item_types.length > 0),
};

/** What Procore states for every export: an active project, cost codes, none of them twice, each with a cost type. */
export const usual: readonly Prerequisite[] = [...commonPrerequisites, costTypes];

/** What Procore's glossaries of Vista and QuickBooks Desktop say of addresses. */
export const noCommaInAddress: Prerequisite = {
  code: 'comma_in_address',
  message: 'The address must not hold a comma.',
  field: 'project.address',
  met: ({ project }) => !(project.address ?? '').includes(','),
};

/** A length that Procore states in characters, which it does not define; code points are what people count. */
export const atMost = (field: string, max: number, source: string): Limit => ({
  field,
  max,
  unit: 'code_points',
  when_longer: 'refuse',
  source,
});
