import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, orNull, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack, Resource } from '#ops/doctor/subject.ts';
import { referredTo } from '#ops/doctor/template.ts';

const form = z.object({
  ScheduleExpression: z.string(),
  GroupName: z.string().optional(),
  Target: z.object({ Arn: z.unknown() }),
});

const ofSchedule = async (
  deployed: DeployedStack,
  { id, wanted: { ScheduleExpression: rate, GroupName, Target } }: Resource<z.output<typeof form>>,
): Promise<Finding[]> => {
  const schedule = await orNull(
    deployed.aws.schedules.send(new GetScheduleCommand({ Name: id, ...(GroupName && { GroupName }) })),
  );
  const target = deployed.idOf(referredTo(Target.Arn));
  // Without the sweeper nothing ends by its window and no lost mail is sent again; without the count nobody sees what waits.
  const effect = `${target} is not called`;
  if (schedule === null) {
    const todo =
      'Create it again: npx cdk deploy does not, as CloudFormation does not know that it is gone. Its properties stand in the template.';
    return [fault(`The schedule ${id} is gone: ${effect}.`, todo)];
  }
  const { State, ScheduleExpression, Target: { Arn = 'nothing' } = {} } = schedule;
  return [
    ...(State === 'ENABLED'
      ? []
      : [
          fault(
            `The schedule ${id} is ${State}: ${effect}.`,
            'Enable it in the EventBridge Scheduler console (Schedules, Enable), once you know who disabled it and why.',
          ),
        ]),
    ...(Arn.split(':').includes(target)
      ? []
      : [fault(`The schedule ${id} calls ${Arn}, not ${target}: ${effect}.`, 'Set its target back by hand.')]),
    ...(ScheduleExpression === rate
      ? []
      : [fault(`The schedule ${id} runs at ${ScheduleExpression}, not at ${rate}.`, 'Set its rate back by hand.')]),
  ];
};

/** Whether the sweeper is called every minute, and what waits is counted. */
export const scheduleCheck: Check<DeployedStack> = {
  name: 'schedule',
  permissions: ['scheduler:GetSchedule'],
  run: async (deployed) =>
    ofEach(deployed.resources('AWS::Scheduler::Schedule', form), (each) => ofSchedule(deployed, each)),
};
