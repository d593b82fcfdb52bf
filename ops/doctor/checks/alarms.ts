import { DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack, Resource } from '#ops/doctor/subject.ts';

const form = z.object({ AlarmActions: z.array(z.unknown()).default([]) });

/** The most that CloudWatch is asked for by name at once. */
const MOST = 100;

type Alarm = Pick<
  MetricAlarm,
  'AlarmName' | 'AlarmDescription' | 'StateValue' | 'StateUpdatedTimestamp' | 'ActionsEnabled' | 'AlarmActions'
>;

const alarmsNamed = async ({ aws }: DeployedStack, names: readonly string[]): Promise<ReadonlyMap<string, Alarm>> => {
  const found = new Map<string, Alarm>();
  for (let at = 0; at < names.length; at += MOST) {
    const { MetricAlarms = [], CompositeAlarms = [] } = await aws.alarms.send(
      new DescribeAlarmsCommand({
        AlarmNames: names.slice(at, at + MOST),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: MOST,
      }),
    );
    for (const alarm of [...MetricAlarms, ...CompositeAlarms]) found.set(alarm.AlarmName ?? '', alarm);
  }
  return found;
};

const ofAlarm = ({ id, wanted }: Resource<z.output<typeof form>>, alarm: Alarm | undefined): Finding[] => {
  if (alarm === undefined) {
    const todo =
      'Put it back by hand as the template has it, or deploy a template without it and then this one: CloudFormation does not see that it is gone.';
    return [fault(`The alarm ${id} is gone: nobody is told of what it watches.`, todo)];
  }
  const { StateValue, StateUpdatedTimestamp: since, AlarmDescription, ActionsEnabled, AlarmActions = [] } = alarm;
  return [
    ...(StateValue === 'ALARM'
      ? [
          fault(
            `The alarm ${id} is in ALARM since ${since?.toISOString() ?? 'some time'}.`,
            AlarmDescription ?? 'See docs/operations.md.',
          ),
        ]
      : []),
    ...(ActionsEnabled === false
      ? [
          fault(
            `The actions of the alarm ${id} are disabled: it tells nobody.`,
            `aws cloudwatch enable-alarm-actions --alarm-names ${id}`,
          ),
        ]
      : []),
    ...(wanted.AlarmActions.length > 0 && AlarmActions.length === 0
      ? [
          fault(
            `The alarm ${id} has no action any more: it tells nobody.`,
            "Put the topic of the stage's alarm address back as its action.",
          ),
        ]
      : []),
  ];
};

/** Whether every alarm is there and tells somebody, and what is in ALARM. */
export const alarmsCheck: Check<DeployedStack> = {
  name: 'alarms',
  permissions: ['cloudwatch:DescribeAlarms'],
  run: async (deployed) => {
    const all = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
      deployed.resources(type, form),
    );
    const found = await alarmsNamed(
      deployed,
      all.map(({ id }) => id),
    );
    return all.flatMap((each) => ofAlarm(each, found.get(each.id)));
  },
};
