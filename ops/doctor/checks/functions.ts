import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandOutput,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, orNull, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack, Resource } from '#ops/doctor/subject.ts';

const form = z.object({
  Runtime: z.string(),
  Timeout: z.number(),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).default({ Variables: {} }),
});
type Wanted = z.output<typeof form>;

const AGAIN =
  'Set it back as the template has it, or deploy a change of it: CloudFormation does not see what was changed by hand.';

const ofState = (name: string, found: GetFunctionConfigurationCommandOutput): Finding[] => {
  const { State: state, StateReason: why, LastUpdateStatus: update, LastUpdateStatusReason: whyNot } = found;
  return [
    // Lambda lays aside what was not called for weeks, and fetches it at the next call.
    ...(state === 'Active' || state === 'Inactive'
      ? []
      : [
          fault(
            `The function ${name} is ${state}${why ? ` (${why})` : ''}: it cannot be called.`,
            'Pending ends by itself; else deploy this checkout.',
          ),
        ]),
    ...(update === 'Failed'
      ? [
          fault(
            `The last update of the function ${name} failed${whyNot ? ` (${whyNot})` : ''}: what it had before runs.`,
            'Mend the cause, and deploy this checkout.',
          ),
        ]
      : []),
  ];
};

const ofConfiguration = (name: string, found: GetFunctionConfigurationCommandOutput, wanted: Wanted): Finding[] => {
  const has = Object.keys(found.Environment?.Variables ?? {});
  const missing = Object.keys(wanted.Environment.Variables).filter((variable) => !has.includes(variable));
  const differ = (['Runtime', 'Timeout', 'MemorySize'] as const).filter((field) => found[field] !== wanted[field]);
  return [
    ...differ.map((field) => fault(`The function ${name} has ${field} ${found[field]}, not ${wanted[field]}.`, AGAIN)),
    ...(missing.length === 0
      ? []
      : [fault(`The function ${name} lacks the variables ${missing.join(', ')}: it fails at every start.`, AGAIN)]),
  ];
};

const ofConcurrency = async (
  { aws }: DeployedStack,
  name: string,
  { ReservedConcurrentExecutions: wanted }: Wanted,
) => {
  const { ReservedConcurrentExecutions: found } = await aws.functions.send(
    new GetFunctionConcurrencyCommand({ FunctionName: name }),
  );
  if (found === wanted) return [];
  const mend =
    wanted === undefined
      ? `aws lambda delete-function-concurrency --function-name ${name}`
      : `aws lambda put-function-concurrency --reserved-concurrent-executions ${wanted} --function-name ${name}`;
  if (found === 0) return [fault(`The function ${name} is throttled to nothing: every call of it is refused.`, mend)];
  const [now, then] = [found, wanted].map((limit) =>
    limit === undefined ? 'no limit of its own' : `at most ${limit} calls at once`,
  );
  return [fault(`The function ${name} has ${now}; the stage says ${then}.`, mend)];
};

const ofFunction = async (deployed: DeployedStack, { id, wanted }: Resource<Wanted>): Promise<Finding[]> => {
  const asked = new GetFunctionConfigurationCommand({ FunctionName: id });
  const found = await orNull(deployed.aws.functions.send(asked));
  if (found === null) {
    const todo = 'Deploy a template without it, then this one: CloudFormation does not see that it is gone.';
    return [fault(`The function ${id} is gone.`, todo)];
  }
  const looks = [
    () => [...ofState(id, found), ...ofConfiguration(id, found, wanted)],
    () => ofConcurrency(deployed, id, wanted),
  ];
  return ofEach(looks, (look) => look());
};

/** Whether each function can be called, and is as the template says. */
export const functionsCheck: Check<DeployedStack> = {
  name: 'functions',
  permissions: ['lambda:GetFunctionConfiguration', 'lambda:GetFunctionConcurrency'],
  run: async (deployed) =>
    ofEach(deployed.resources('AWS::Lambda::Function', form), (each) => ofFunction(deployed, each)),
};
