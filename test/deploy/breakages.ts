import { GetAuthorizersCommand, UpdateAuthorizerCommand } from '@aws-sdk/client-apigatewayv2';
import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteItemCommand, PutItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetScheduleCommand, UpdateScheduleCommand, type ScheduleState } from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand, DeleteEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AwsClients } from '#ops/doctor/clients.ts';
import { doubleOf } from '#erp/double.ts';
import { NAME, SENDER, type DeployedStage } from './deployed-stage.ts';

/** The stage's account, and what its resources are called there. */
export interface Account {
  readonly aws: AwsClients;
  readonly stage: Pick<DeployedStage, 'outputs'>;
  /** The physical id of the resource whose logical id begins so. */
  readonly idOf: (start: string) => string;
}

/** Something that goes wrong in an account: what doctor says of it, and how it is made and mended. */
export interface Breakage {
  readonly what: string;
  /** What one finding begins with. */
  readonly found: RegExp;
  /** @returns what mends it. */
  readonly make: (account: Account) => Promise<() => Promise<unknown>>;
}

/** Of the integration that `doctor.test.ts` puts: its ERP is called. */
export const CREDENTIALS = `send-to-erp/${NAME}/1/books/tryton`;

const { credentials } = (await doubleOf('tryton'))({ clock: () => new Date() });

const setSecret = async ({ aws }: Account, SecretId: string, wrong: string) => {
  const { SecretString } = await aws.secrets.send(new GetSecretValueCommand({ SecretId }));
  await aws.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: wrong }));
  return () => aws.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
};

const setIssuer = async ({ aws, stage }: Account, Issuer: string): Promise<string> => {
  const [ApiId] = new URL(stage.outputs.ApiUrl).host.split('.');
  const { Items = [] } = await aws.api.send(new GetAuthorizersCommand({ ApiId }));
  const { AuthorizerId, JwtConfiguration } = Items[0]!;
  const changed = { ...JwtConfiguration, Issuer };
  await aws.api.send(new UpdateAuthorizerCommand({ ApiId, AuthorizerId, JwtConfiguration: changed }));
  return JwtConfiguration!.Issuer!;
};

const setSchedule = async ({ aws, idOf }: Account, State: ScheduleState) => {
  const Name = idOf('SweeperEveryMinuteSchedule');
  const { ScheduleExpression, FlexibleTimeWindow, Target } = await aws.schedules.send(new GetScheduleCommand({ Name }));
  const same = { Name, ScheduleExpression, FlexibleTimeWindow, Target };
  return aws.schedules.send(new UpdateScheduleCommand({ ...same, State }));
};

const setAlarm = ({ aws, idOf }: Account, StateValue: StateValue) =>
  aws.alarms.send(
    new SetAlarmStateCommand({ AlarmName: idOf('MailsUndelivered'), StateValue, StateReason: 'A test says so.' }),
  );

export const breakages: readonly Breakage[] = [
  {
    what: 'the credentials of an integration are missing',
    found: /^credentials fault: The integration 1\/books has no credentials/,
    make: async ({ aws }) => {
      await aws.secrets.send(new DeleteSecretCommand({ SecretId: CREDENTIALS, ForceDeleteWithoutRecovery: true }));
      const created = { Name: CREDENTIALS, SecretString: JSON.stringify(credentials) };
      return () => aws.secrets.send(new CreateSecretCommand(created));
    },
  },
  {
    what: 'the credentials of an integration are not what its connector takes',
    found: /^credentials fault: The credentials of the integration 1\/books .* credentials\.password:/,
    make: (account) => setSecret(account, CREDENTIALS, JSON.stringify({ user: 'procore' })),
  },
  {
    what: 'the API takes tokens of another issuer',
    found: /^authorizer fault: The API takes tokens of the issuer https:\/\/elsewhere\.example\.com;/,
    make: async (account) => {
      const before = await setIssuer(account, 'https://elsewhere.example.com');
      return () => setIssuer(account, before);
    },
  },
  {
    what: 'SES does not know the sender',
    found: /^sender fault: SES knows neither the sender/,
    make: async ({ aws }) => {
      await aws.mail.send(new DeleteEmailIdentityCommand({ EmailIdentity: SENDER }));
      return () => aws.mail.send(new CreateEmailIdentityCommand({ EmailIdentity: SENDER }));
    },
  },
  {
    what: "the sweeper's schedule is disabled",
    found: /^schedule fault: The schedule \S+ is DISABLED/,
    make: async (account) => {
      await setSchedule(account, 'DISABLED');
      return () => setSchedule(account, 'ENABLED');
    },
  },
  {
    what: 'a message is set aside',
    found: /^set-aside fault: A message is set aside/,
    make: async ({ aws, idOf }) => {
      const QueueUrl = idOf('MailsSetAside');
      const message = { MessageBody: '{', MessageGroupId: 'poison', MessageDeduplicationId: 'poison' };
      await aws.queues.send(new SendMessageCommand({ QueueUrl, ...message }));
      return () => aws.queues.send(new PurgeQueueCommand({ QueueUrl }));
    },
  },
  {
    what: 'nobody takes from the mail queue',
    found: /^mail-source fault: The event source mapping \S+ of the mail queue is Disabl/,
    make: async ({ aws, idOf }) => {
      const UUID = idOf('MailsDeliver');
      await aws.functions.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
      return () => aws.functions.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    },
  },
  {
    what: 'a function is throttled to nothing',
    found: /^functions fault: The function \S+SweeperSweep\S+ is throttled to nothing/,
    make: async ({ aws, idOf }) => {
      const FunctionName = idOf('SweeperSweep');
      await aws.functions.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
      return () => aws.functions.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    },
  },
  {
    what: 'the link keys have lost their current one',
    found: /^link-keys fault: The secret of the link keys is not of the form/,
    make: (account) => setSecret(account, account.idOf('LinkKeysSecret'), JSON.stringify({ current: 'k2' })),
  },
  {
    what: 'the sweeper does not get to a project',
    found: /^overdue fault: The sweeper should have looked at project 1\/400 /,
    make: async ({ aws, stage }) => {
      const [table, Key] = [{ TableName: stage.outputs.TableName }, marshall({ pk: 'C#1#P#400', sk: 'PROJECT' })];
      const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
      const Item = { ...Key, ...marshall({ due_shard: '0', due_at: anHourAgo }) };
      await aws.table.send(new PutItemCommand({ ...table, Item }));
      return () => aws.table.send(new DeleteItemCommand({ ...table, Key }));
    },
  },
  {
    what: 'logs are kept for another time',
    found: /^logs fault: The log group \S+SweeperSweepLogs\S* keeps its lines for 1 days; the stage says for 14 days/,
    make: async ({ aws, idOf }) => {
      const logGroupName = idOf('SweeperSweepLogs');
      await aws.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
      return () => aws.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }));
    },
  },
  {
    what: 'the table may be deleted',
    found: /^table fault: The table \S+ may be deleted/,
    make: async ({ aws, stage }) => {
      const { TableName } = stage.outputs;
      await aws.table.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
      return () => aws.table.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
    },
  },
  {
    what: 'an alarm is missing',
    found: /^alarms fault: The alarm \S+MailsUndelivered\S+ is gone/,
    make: async ({ aws, idOf }) => {
      const AlarmNames = [idOf('MailsUndelivered')];
      const { MetricAlarms = [] } = await aws.alarms.send(new DescribeAlarmsCommand({ AlarmNames }));
      const { AlarmName, ComparisonOperator, EvaluationPeriods, MetricName, Namespace, Statistic, Period, Threshold } =
        MetricAlarms[0]!;
      const same = { AlarmName, ComparisonOperator, EvaluationPeriods, MetricName, Namespace, Statistic, Period };
      await aws.alarms.send(new DeleteAlarmsCommand({ AlarmNames }));
      return () => aws.alarms.send(new PutMetricAlarmCommand({ ...same, Threshold }));
    },
  },
  {
    what: 'an alarm is in ALARM',
    found: /^alarms fault: The alarm \S+MailsUndelivered\S+ is in ALARM/,
    make: async (account) => {
      await setAlarm(account, 'ALARM');
      return () => setAlarm(account, 'OK');
    },
  },
];
