import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetFunctionConcurrencyCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { afterNoon } from '#test/support/records.ts';
import { anError } from '../sound-stack.ts';
import { functionNamed, idOf, idsOf } from '../sound-template.ts';
import type { Broken } from './broken.ts';

const alarm = idOf(idsOf('AWS::CloudWatch::Alarm')[0]!);
const sweeper = functionNamed('SweeperSweep');
const GONE = anError('ResourceNotFoundException');
const about = (project: number, due: Date) => ({ pk: `C#1#P#${project}`, sk: 'PROJECT', due_at: due.toISOString() });
const soundSchedule = {
  State: 'ENABLED',
  ScheduleExpression: 'rate(1 minute)',
  Target: { Arn: `arn:aws:lambda:eu-west-1:111122223333:function:${sweeper}`, RoleArn: 'arn' },
} as const;

/** What can be the matter with what runs. */
export const brokenRunning: readonly Broken[] = [
  [
    'functions',
    'one is throttled to nothing',
    (sound) =>
      sound.mocks.functions
        .on(GetFunctionConcurrencyCommand, { FunctionName: sweeper })
        .resolves({ ReservedConcurrentExecutions: 0 }),
    `${sweeper} is throttled to nothing`,
    'delete-function-concurrency',
  ],
  [
    'functions',
    'one is limited',
    (sound) =>
      sound.mocks.functions
        .on(GetFunctionConcurrencyCommand, { FunctionName: sweeper })
        .resolves({ ReservedConcurrentExecutions: 1 }),
    'has at most 1 calls at once; the stage says no limit',
    'delete-function-concurrency',
  ],
  [
    'functions',
    'exports are not limited',
    (sound) => sound.mocks.functions.on(GetFunctionConcurrencyCommand).resolves({}),
    'the stage says at most 5 calls',
    'put-function-concurrency --reserved-concurrent-executions 5',
  ],
  [
    'functions',
    'one is gone',
    (sound) => sound.mocks.functions.on(GetFunctionConfigurationCommand, { FunctionName: sweeper }).rejects(GONE),
    `${sweeper} is gone`,
    'Deploy',
  ],
  [
    'functions',
    'one failed',
    (sound) =>
      sound.mocks.functions
        .on(GetFunctionConfigurationCommand, { FunctionName: sweeper })
        .resolves({ State: 'Failed', StateReason: 'Its role is gone' }),
    'is Failed (Its role is gone)',
    'deploy this checkout',
  ],
  [
    'functions',
    'an update failed',
    (sound) =>
      sound.mocks.functions
        .on(GetFunctionConfigurationCommand, { FunctionName: sweeper })
        .resolves({ State: 'Active', LastUpdateStatus: 'Failed' }),
    'last update of the function',
    'deploy this checkout',
  ],
  [
    'functions',
    'one runs on another version of Node',
    (sound) =>
      sound.mocks.functions
        .on(GetFunctionConfigurationCommand, { FunctionName: sweeper })
        .resolves({ State: 'Active', Runtime: 'nodejs18.x' }),
    'has Runtime nodejs18.x, not nodejs24.x',
    'Set it back',
  ],
  [
    'functions',
    'one lacks a variable',
    (sound) =>
      sound.mocks.functions
        .on(GetFunctionConfigurationCommand, { FunctionName: sweeper })
        .resolves({ State: 'Active', Environment: { Variables: { STAGE: 'prod' } } }),
    'lacks the variables TABLE_NAME',
    'Set it back',
  ],
  [
    'workflow',
    'it is being deleted',
    (sound) => sound.mocks.workflows.on(DescribeStateMachineCommand).resolves({ status: 'DELETING' }),
    'is DELETING',
    '{"scope": "open"}',
  ],
  [
    'workflow',
    'it is gone',
    (sound) => sound.mocks.workflows.on(DescribeStateMachineCommand).rejects(anError('StateMachineDoesNotExist')),
    'is gone',
    '{"scope": "open"}',
  ],
  [
    'schedule',
    'it is disabled',
    (sound) => sound.mocks.schedules.on(GetScheduleCommand).resolves({ ...soundSchedule, State: 'DISABLED' }),
    `is DISABLED: ${sweeper} is not called`,
    'Enable it',
  ],
  [
    'schedule',
    'it is gone',
    (sound) => sound.mocks.schedules.on(GetScheduleCommand).rejects(GONE),
    `is gone: ${sweeper} is not called`,
    'Create it again',
  ],
  [
    'schedule',
    'it calls something else',
    (sound) =>
      sound.mocks.schedules.on(GetScheduleCommand).resolves({
        ...soundSchedule,
        Target: { Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:old', RoleArn: 'arn' },
      }),
    `not ${sweeper}`,
    'target',
  ],
  [
    'schedule',
    'it is slow',
    (sound) =>
      sound.mocks.schedules.on(GetScheduleCommand).resolves({ ...soundSchedule, ScheduleExpression: 'rate(1 hour)' }),
    'rate(1 hour), not at rate(1 minute)',
    'rate',
  ],
  [
    'overdue',
    'a project has waited for too long',
    (sound) => (sound.due = [about(4, afterNoon(-901))]),
    'should have looked at project 1/4 more than 15 minutes ago',
    'schedule',
  ],
  [
    'overdue',
    'many have',
    (sound) => (sound.due = Array.from({ length: 8 }, (_, index) => about(4 * index, afterNoon(-1000)))),
    'project 1/16 and 3 more',
    'sweep_failed',
  ],
  [
    'overdue',
    'a list was not mailed',
    (sound) => (sound.due = [{ pk: 'C#1#I', sk: 'files', due_at: afterNoon(-3600).toISOString() }]),
    'the list of what waits of 1/files',
    'schedule',
  ],
  [
    'alarms',
    'one is missing',
    (sound) => sound.mocks.alarms.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] }),
    `The alarm ${alarm} is gone`,
    'Put it back',
  ],
  [
    'alarms',
    'one is in ALARM',
    (sound) =>
      sound.mocks.alarms.on(DescribeAlarmsCommand).callsFake(({ AlarmNames }: { AlarmNames: string[] }) => ({
        MetricAlarms: AlarmNames.map((AlarmName) => ({
          AlarmName,
          StateValue: 'ALARM',
          StateUpdatedTimestamp: afterNoon(0),
          AlarmDescription: 'Look into the log.',
        })),
      })),
    'is in ALARM since 2026-11-23T12:00:00.000Z',
    'Look into the log.',
  ],
  [
    'alarms',
    'one tells nobody',
    (sound) =>
      sound.mocks.alarms.on(DescribeAlarmsCommand).callsFake(({ AlarmNames }: { AlarmNames: string[] }) => ({
        MetricAlarms: AlarmNames.map((AlarmName) => ({ AlarmName, ActionsEnabled: false })),
      })),
    'are disabled: it tells nobody',
    'enable-alarm-actions',
  ],
  [
    'alarms',
    'one lost its action',
    (sound) =>
      sound.wanting(
        (all) => (all[idsOf('AWS::CloudWatch::Alarm')[0]!]!.Properties['AlarmActions'] = [{ Ref: 'Topic' }]),
      ),
    `${alarm} has no action`,
    'topic',
  ],
];
