import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, orNull, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';

const ofStateMachine = async ({ aws }: DeployedStack, stateMachineArn: string): Promise<Finding[]> => {
  const found = await orNull(aws.workflows.send(new DescribeStateMachineCommand({ stateMachineArn })));
  if (found?.status === 'ACTIVE') return [];
  const what = `The state machine ${stateMachineArn} is ${found?.status ?? 'gone'}: requests are kept, but nobody is asked and nothing is exported.`;
  const todo =
    'Deploy a template without it, then this one, and call the function sweep with {"scope": "open"}: every open request gets an execution again.';
  return [fault(what, todo)];
};

/** Whether executions can be started. */
export const workflowCheck: Check<DeployedStack> = {
  name: 'workflow',
  permissions: ['states:DescribeStateMachine'],
  run: async (deployed) =>
    ofEach(deployed.resources('AWS::StepFunctions::StateMachine', z.object({})), ({ id }) =>
      ofStateMachine(deployed, id),
    ),
};
