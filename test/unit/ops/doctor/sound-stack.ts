import { GetAuthorizerCommand, GetRoutesCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GetBucketVersioningCommand, GetPublicAccessBlockCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand, ListSecretsCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { GetAccountCommand, GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { SCHEMA } from '#aws/items.ts';
import { NEW_CONNECTION } from '#domain/connection.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import type { Check } from '#ops/doctor/check.ts';
import { stackChecks } from '#ops/doctor/checks.ts';
import { awsClients } from '#ops/doctor/clients.ts';
import { examine } from '#ops/doctor/report.ts';
import type { Stack } from '#ops/doctor/stack.ts';
import { DeployedStack } from '#ops/doctor/subject.ts';
import { type Template } from '#ops/doctor/template.ts';
import { MARKERS } from '#test/support/leaks.ts';
import { NOON } from '#test/support/records.ts';
import {
  ISSUER,
  PUBLIC_URL,
  API_URL,
  integrations,
  template,
  idsOf,
  ARN,
  idOf,
  propertiesOf,
  resources,
  calledBy,
  functionNamed,
  outputs,
  LINK_KEYS,
  CREDENTIALS,
  discovery,
  routes,
} from './sound-template.ts';

interface Query {
  readonly IndexName?: string;
  readonly ExpressionAttributeValues: Readonly<Record<string, { readonly S: string }>>;
}

/** A stack in which nothing is wrong, and the AWS that says so. Tests break one thing. */
export class SoundStack {
  readonly aws = awsClients({ region: 'eu-west-1', credentials: { accessKeyId: 'id', secretAccessKey: 'none' } });
  readonly mocks = {
    alarms: mockClient(this.aws.alarms),
    api: mockClient(this.aws.api),
    files: mockClient(this.aws.files),
    functions: mockClient(this.aws.functions),
    logs: mockClient(this.aws.logs),
    mail: mockClient(this.aws.mail),
    queues: mockClient(this.aws.queues),
    schedules: mockClient(this.aws.schedules),
    secrets: mockClient(this.aws.secrets),
    table: mockClient(this.aws.table),
    workflows: mockClient(this.aws.workflows),
  };
  stack: Stack = {
    name: 'send-to-erp-prod',
    status: 'UPDATE_COMPLETE',
    isProtected: true,
    outputs,
    resources: () => resources,
    template: () => template,
  };
  checkout: DeployedStack['checkout'] = { template };
  now = NOON;
  known: KnownIntegration[] = integrations.map((each) => ({
    ...each,
    connection: NEW_CONNECTION,
    kept_by: 'stage_file',
  }));
  /** Keys in the index of what is due, oldest first. */
  due: { readonly pk: string; readonly sk: string; readonly due_at: string }[] = [];
  /** Values of secrets, by name or ARN. */
  secrets = new Map<string, string>([
    [LINK_KEYS, JSON.stringify({ current: 'k1', k1: MARKERS.linkKey })],
    [CREDENTIALS, JSON.stringify({ user: 'procore', password: MARKERS.erpPassword })],
  ]);
  /** Bodies by URL; what is not there is not answered. */
  pages = new Map<string, unknown>([
    [`${API_URL}/health`, { status: 'ok' }],
    [`${PUBLIC_URL}/health`, { status: 'ok' }],
    [`${ISSUER}.well-known/openid-configuration`, discovery],
    [discovery.jwks_uri, { keys: [{ kty: 'RSA' }] }],
  ]);

  constructor() {
    this.#runs();
    this.#keeps();
    this.#isReached();
  }

  /** What a check of that name finds. */
  async findings(name: string) {
    const checks: readonly Check<DeployedStack>[] = stackChecks.filter((check) => check.name === name);
    return (await this.examine(checks)).flatMap(({ findings }) => findings);
  }

  examine(checks = stackChecks) {
    const surroundings = { aws: this.aws, clock: () => this.now, fetch: this.#fetch };
    return examine(checks, new DeployedStack(this.stack, this.checkout, surroundings));
  }

  /** Takes a resource out of what should be, or changes one. */
  wanting(change: (resources: Template['Resources']) => void): void {
    const changed = structuredClone(template);
    change(changed.Resources);
    this.checkout = { template: changed };
  }

  /** Every service refuses everything. CloudFormation has been asked already. */
  refuse(error: Error): void {
    for (const client of Object.values(this.aws)) client.send = () => Promise.reject(error);
  }

  readonly #fetch: typeof fetch = async (url) => {
    const body = this.pages.get(typeof url === 'string' ? url : '');
    if (body === undefined) throw new TypeError('fetch failed');
    return typeof body === 'number'
      ? new Response('', { status: body })
      : Response.json(body, { headers: { date: NOON.toUTCString() } });
  };

  #runs(): void {
    const { functions, workflows, schedules, alarms, queues } = this.mocks;
    functions.on(GetFunctionConfigurationCommand).callsFake(({ FunctionName }: { FunctionName: string }) => ({
      ...propertiesOf(FunctionName),
      MemorySize: propertiesOf(FunctionName)['MemorySize'] ?? 128,
      State: 'Active',
      LastUpdateStatus: 'Successful',
    }));
    functions.on(GetFunctionConcurrencyCommand).callsFake(({ FunctionName }: { FunctionName: string }) => ({
      ReservedConcurrentExecutions: propertiesOf(FunctionName)['ReservedConcurrentExecutions'],
    }));
    functions
      .on(GetEventSourceMappingCommand)
      .resolves({ State: 'Enabled', FunctionArn: `${ARN}${functionNamed('MailsSendMails')}` });
    workflows.on(DescribeStateMachineCommand).resolves({ status: 'ACTIVE' });
    schedules.on(GetScheduleCommand).callsFake(({ Name }: { Name: string }) => ({
      ...propertiesOf(Name),
      Target: { Arn: `${ARN}${calledBy(Name)}`, RoleArn: ARN },
    }));
    alarms.on(DescribeAlarmsCommand).callsFake(({ AlarmNames }: { AlarmNames: string[] }) => ({
      MetricAlarms: AlarmNames.map((AlarmName) => ({ AlarmName, StateValue: 'OK', ActionsEnabled: true })),
    }));
    alarms.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
    queues
      .on(GetQueueAttributesCommand)
      .callsFake(({ QueueUrl, AttributeNames }: { QueueUrl: string; AttributeNames: string[] }) => {
        const { RedrivePolicy, VisibilityTimeout, MessageRetentionPeriod } = propertiesOf(QueueUrl);
        const all: Record<string, string> = {
          ApproximateNumberOfMessages: '0',
          ApproximateNumberOfMessagesNotVisible: '0',
          VisibilityTimeout: String(VisibilityTimeout),
          MessageRetentionPeriod: String(MessageRetentionPeriod),
          ...(RedrivePolicy !== undefined && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
        };
        return {
          Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => AttributeNames.includes(name))),
        };
      });
  }

  #keeps(): void {
    const { table, secrets, files, logs } = this.mocks;
    table.on(DescribeTableCommand).resolves({
      Table: {
        TableStatus: 'ACTIVE',
        DeletionProtectionEnabled: true,
        GlobalSecondaryIndexes: ['due', 'by_status'].map((IndexName) => ({ IndexName, IndexStatus: 'ACTIVE' })),
      },
    });
    table.on(DescribeContinuousBackupsCommand).resolves({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
      },
    });
    table.on(DescribeTimeToLiveCommand).resolves({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
    table.on(ScanCommand).resolves({ Items: [] });
    table.on(QueryCommand).callsFake(({ IndexName, ExpressionAttributeValues: values }: Query) => ({
      Items:
        IndexName === undefined ? this.#itemsOf(values[':pk']?.S) : this.#dueIn(values[':shard']?.S, values[':now']?.S),
    }));
    secrets
      .on(ListSecretsCommand)
      .callsFake(() => ({ SecretList: [...this.secrets.keys()].map((Name) => ({ Name })) }));
    secrets.on(GetSecretValueCommand).callsFake(({ SecretId }: { SecretId: string }) => {
      const SecretString = this.secrets.get(SecretId);
      if (SecretString === undefined)
        throw new ResourceNotFoundException({ message: 'No such secret.', $metadata: {} });
      return { SecretString };
    });
    files.on(HeadBucketCommand).resolves({});
    files.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
    files.on(GetPublicAccessBlockCommand).resolves({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    logs.on(DescribeLogGroupsCommand).resolves({
      logGroups: idsOf('AWS::Logs::LogGroup').map((id) => ({ logGroupName: idOf(id), retentionInDays: 365 })),
    });
  }

  #isReached(): void {
    const { api, mail } = this.mocks;
    api.on(GetAuthorizerCommand).resolves({ JwtConfiguration: { Issuer: ISSUER, Audience: ['send-to-erp'] } });
    api.on(GetStageCommand).resolves({
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      LastDeploymentStatusMessage: "Successfully deployed stage with deployment ID 'a1b2c3'",
    });
    api.on(GetRoutesCommand).resolves({
      Items: routes,
    });
    mail.on(GetAccountCommand).resolves({
      SendingEnabled: true,
      ProductionAccessEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { Max24HourSend: 50_000, SentLast24Hours: 100 },
    });
    mail.on(GetEmailIdentityCommand).callsFake(({ EmailIdentity }: { EmailIdentity: string }) => {
      if (EmailIdentity !== 'example.com') throw anError('NotFoundException');
      return { VerifiedForSendingStatus: true, DkimAttributes: { Status: 'SUCCESS', SigningEnabled: true } };
    });
  }

  #itemsOf(pk: string | undefined) {
    return this.known
      .filter(({ company_id }) => pk === `C#${company_id}#I`)
      .map(({ connection, kept_by, ...integration }) => marshall({ schema: SCHEMA, integration, connection, kept_by }));
  }

  #dueIn(shard: string | undefined, now = '') {
    return this.due
      .filter(({ pk, due_at }) => due_at <= now && shard === (pk.endsWith('#I') ? 'digest' : '0'))
      .map((item) => marshall(item));
  }
}

/** An error as the SDK throws it. */
export const anError = (name: string, message = 'A service said no.'): Error =>
  Object.assign(new Error(message), { name });
