import type { Check } from '#ops/doctor/check.ts';
import { fault } from '#ops/doctor/finding.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';

/** Whether the stack puts out what commands need. */
export const outputsCheck: Check<DeployedStack> = {
  name: 'outputs',
  permissions: ['cloudformation:DescribeStacks'],
  run: ({ stack, wanted }) => {
    const missing = Object.keys(wanted.Outputs).filter((name) => !(name in stack.outputs));
    if (missing.length === 0) return [];
    const what = `The stack puts out no ${missing.join(', ')}: an older release stands there.`;
    return [fault(what, 'Deploy this checkout; until then some commands and checks cannot work.')];
  },
};
