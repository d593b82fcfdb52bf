import type { Check } from '#ops/doctor/check.ts';
import { fault, type Finding } from '#ops/doctor/finding.ts';
import type { Stack } from '#ops/doctor/stack.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';
import { tableOf } from '#ops/doctor/checks/table-form.ts';

const HEALTHY = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;

const whatToDo = ({ name, status }: Stack): string => {
  if (status.endsWith('_IN_PROGRESS')) return 'A deployment is running: wait for it, and run doctor again.';
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return `Mend what the stack's events name, then: aws cloudformation continue-update-rollback --stack-name ${name}`;
  }
  if (status === 'UPDATE_ROLLBACK_COMPLETE') {
    return "The last deployment failed, and the one before it runs. The stack's events say why: mend it, and deploy again.";
  }
  return "The stack's events say why. Mend it, delete the stack (table, bucket, keys and logs stay where the stage keeps data), and deploy again.";
};

const ofStatus = (stack: Stack): Finding[] =>
  HEALTHY.test(stack.status) ? [] : [fault(`The stack ${stack.name} is in ${stack.status}.`, whatToDo(stack))];

/** A stage that keeps its data protects its stack as it protects its table; the template cannot say so. */
const ofProtection = ({ stack, wanted }: DeployedStack): Finding[] =>
  !stack.isProtected && tableOf(wanted)?.wanted.DeletionProtectionEnabled === true
    ? [
        fault(
          `The stack ${stack.name} may be deleted: its termination protection is off, and the stage keeps its data.`,
          `aws cloudformation update-termination-protection --enable-termination-protection --stack-name ${stack.name}`,
        ),
      ]
    : [];

const ofResources = (stack: Stack): Finding[] =>
  [...stack.resources().values()]
    .filter(({ status }) => status.endsWith('_FAILED'))
    .map(({ logicalId, id, status }) =>
      fault(`${id || logicalId} is in ${status}.`, "The stack's events say why. Mend it, and deploy again."),
    );

/** Whether CloudFormation is done with the stack, and did what it was told. */
export const stackCheck: Check<DeployedStack> = {
  name: 'stack',
  permissions: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
  run: (deployed) => [...ofStatus(deployed.stack), ...ofProtection(deployed), ...ofResources(deployed.stack)],
};
