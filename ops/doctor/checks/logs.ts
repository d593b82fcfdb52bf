import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';

const form = z.object({ RetentionInDays: z.number().optional() });

/** What all names begin with: CloudFormation makes up names that begin with the stack's. */
const commonStart = ([first = '', ...others]: readonly string[]): string =>
  others.reduce((start, name) => {
    let length = start.length;
    while (!name.startsWith(start.slice(0, length))) length -= 1;
    return start.slice(0, length);
  }, first);

/** Days by name; null keeps them for ever. All at once, because CloudWatch Logs is asked only a few times a second. */
const retentions = async (
  { aws }: DeployedStack,
  names: readonly string[],
): Promise<ReadonlyMap<string, number | null>> => {
  const found = new Map<string, number | null>();
  const start = commonStart(names);
  const input = start === '' ? {} : { logGroupNamePrefix: start };
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: aws.logs }, input)) {
    for (const { logGroupName = '', retentionInDays } of logGroups) found.set(logGroupName, retentionInDays ?? null);
  }
  return found;
};

const days = (retention: number | null): string => (retention === null ? 'for ever' : `for ${retention} days`);

const ofGroup = (name: string, wanted: number | null, found: number | null | undefined): Finding[] => {
  if (found === wanted) return [];
  if (found === undefined) {
    const todo = `aws logs create-log-group --log-group-name ${name}, and set its retention: CloudFormation does not see that it is gone.`;
    return [fault(`The log group ${name} is gone: its function's role may not create it, so nothing is logged.`, todo)];
  }
  const mend = wanted === null ? 'delete-retention-policy' : `put-retention-policy --retention-in-days ${wanted}`;
  const what = `The log group ${name} keeps its lines ${days(found)}; the stage says ${days(wanted)}.`;
  return [fault(what, `aws logs ${mend} --log-group-name ${name}`)];
};

/** Whether logs are kept as long as the stage says. */
export const logsCheck: Check<DeployedStack> = {
  name: 'logs',
  permissions: ['logs:DescribeLogGroups'],
  run: async (deployed) => {
    const groups = deployed.resources('AWS::Logs::LogGroup', form);
    const found = await retentions(
      deployed,
      groups.map(({ id }) => id),
    );
    return groups.flatMap(({ id, wanted: { RetentionInDays: wanted = null } }) => ofGroup(id, wanted, found.get(id)));
  },
};
