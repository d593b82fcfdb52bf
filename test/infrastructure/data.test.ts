import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { integration } from '#domain/integration.ts';
import { stageOf } from '#lib/stages.ts';
import { dev, devWith, functions, ofType, only, prod, readable } from './template.ts';

describe('the ledger', () => {
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];

  it('has the keys and indexes that the code reads', () => {
    const { KeySchema, GlobalSecondaryIndexes, AttributeDefinitions } = only('AWS::DynamoDB::Table').Properties;
    expect(KeySchema).toEqual(keys('pk', 'sk'));
    expect(GlobalSecondaryIndexes).toEqual([
      { IndexName: 'due', KeySchema: keys('due_shard', 'due_at'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      {
        IndexName: 'by_status',
        KeySchema: keys('company_status', 'sent_at_id'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    const types = z.array(z.object({ AttributeType: z.string() })).parse(AttributeDefinitions);
    expect(new Set(types.map(({ AttributeType }) => AttributeType))).toEqual(new Set(['S']));
  });

  it.each([
    ['dev', dev],
    ['prod', prod],
  ])('is encrypted, restorable to any second and paid by use in %s', (_, from) => {
    expect(only('AWS::DynamoDB::Table', from).Properties).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('cannot be deleted by mistake where it counts', () => {
    expect(only('AWS::DynamoDB::Table', prod).Properties['DeletionProtectionEnabled']).toBe(true);
    expect(only('AWS::DynamoDB::Table', dev).Properties['DeletionProtectionEnabled']).toBe(false);
  });
});

describe('the bucket for export files', () => {
  it.each([
    ['dev', dev],
    ['prod', prod],
  ])('is encrypted, versioned and closed to the public in %s', (_, from) => {
    expect(only('AWS::S3::Bucket', from).Properties).toEqual({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  it('forgets files after the days of the stage, and their older versions a day later; else it keeps them', () => {
    expect(only('AWS::S3::Bucket', devWith({ exportFileDays: 365 })).Properties['LifecycleConfiguration']).toEqual({
      Rules: [{ Status: 'Enabled', ExpirationInDays: 365, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }],
    });
  });

  it.each([
    ['dev', dev],
    ['prod', prod],
  ])('refuses every call without TLS in %s, and its policy allows nobody anything', (_, from) => {
    const { Statement } = z
      .object({ Statement: z.array(z.object({ Effect: z.string(), Action: z.string(), Condition: z.unknown() })) })
      .parse(only('AWS::S3::BucketPolicy', from).Properties['PolicyDocument']);
    expect(Statement).toEqual([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });
});

const queue = z.object({
  FifoQueue: z.literal(true),
  SqsManagedSseEnabled: z.boolean(),
  VisibilityTimeout: z.number(),
  MessageRetentionPeriod: z.number(),
  DeduplicationScope: z.string(),
  FifoThroughputLimit: z.string(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.unknown(), maxReceiveCount: z.number() }).optional(),
});
const DAY = 86_400;

describe('the queues of the mails', () => {
  const queues = (from = dev) =>
    ofType('AWS::SQS::Queue', from).map(({ id, Properties }) => ({ id, ...queue.parse(Properties) }));
  const named = (id: string) => queues().find((each) => readable({ Ref: each.id }) === id)!;

  it('are one that is worked on and one for what could not be sent, both in order and encrypted', () => {
    expect(queues().map(({ id }) => readable({ Ref: id })).sort()).toEqual(['MailsQueue', 'MailsSetAside']); // prettier-ignore
    for (const from of [dev, prod]) {
      expect(queues(from).map(({ SqsManagedSseEnabled }) => SqsManagedSseEnabled)).toEqual([true, true]);
    }
  });

  it('limit each project alone: what one of them does holds nobody else up', () => {
    for (const each of queues()) {
      expect(each).toMatchObject({
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      });
    }
  });

  it.each([
    ['dev', dev],
    ['prod', prod],
  ])('refuse every call without TLS in %s, and their policies allow nobody anything', (_, from) => {
    const policy = z.object({
      Queues: z.array(z.unknown()),
      PolicyDocument: z.object({
        Statement: z.array(
          z.object({ Effect: z.string(), Action: z.string(), Principal: z.unknown(), Condition: z.unknown(), Resource: z.unknown() }), // prettier-ignore
        ),
      }),
    });
    const refused = ofType('AWS::SQS::QueuePolicy', from).flatMap(({ Properties }) => {
      const { Queues, PolicyDocument } = policy.parse(Properties);
      return PolicyDocument.Statement.map(({ Resource, ...statement }) => {
        expect(statement).toEqual({
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        });
        expect(Queues.map(readable)).toEqual([readable(Resource)]);
        return readable(Resource);
      });
    });
    expect(refused.sort()).toEqual(['MailsQueue', 'MailsSetAside']);
  });

  it('hide a message for six times as long as it may be worked on', () => {
    const { Timeout } = functions().find(({ name }) => name === 'send-mails')!;
    for (const { VisibilityTimeout } of queues()) expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
  });

  it('set aside what failed several times, keep it, and tell somebody', () => {
    const { RedrivePolicy } = named('MailsQueue');
    expect(readable(RedrivePolicy?.deadLetterTargetArn)).toBe('MailsSetAside');
    expect(RedrivePolicy?.maxReceiveCount).toBe(5);
    expect(named('MailsSetAside').RedrivePolicy).toBeUndefined();
    for (const each of queues()) expect(each.MessageRetentionPeriod).toBe(14 * DAY);
    const alarms = ofType('AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties['Namespace'] === 'AWS/SQS');
    expect(alarms.map(({ Properties }) => Properties)).toMatchObject([
      {
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [named('MailsSetAside').id, 'QueueName'] } }],
      },
    ]);
  });

  it('are worked on by the one function that sends mail, which says of each message whether it comes back', () => {
    const { FunctionName, EventSourceArn, FunctionResponseTypes, BatchSize } = only(
      'AWS::Lambda::EventSourceMapping',
    ).Properties;
    expect(readable(EventSourceArn)).toBe('MailsQueue');
    expect(FunctionName).toEqual({ Ref: functions().find(({ name }) => name === 'send-mails')?.id });
    expect(FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(BatchSize).toBeLessThanOrEqual(10);
  });

  it('are told to everybody who queues mails, and to nobody else', () => {
    const told = functions().filter(({ variables }) => variables['MAIL_QUEUE_URL'] !== undefined);
    expect(new Set(told.map(({ name }) => name))).toEqual(new Set(['request-approval', 'export', 'settle', 'sweep']));
    expect(told.map(({ variables }) => variables['MAIL_QUEUE_URL'])).toEqual(
      told.map(() => ({ Ref: named('MailsQueue').id })),
    );
  });

  it('R37: tell the one function that takes messages where to set aside what it cannot read', () => {
    const told = functions().filter(({ variables }) => variables['SET_ASIDE_URL'] !== undefined);
    expect(told.map(({ name, variables }) => [name, variables['SET_ASIDE_URL']])).toEqual([
      ['send-mails', { Ref: named('MailsSetAside').id }],
    ]);
  });
});

describe('what becomes of mails', () => {
  it('T44: is counted by SES, of bounces and complaints only: whoever counts clicks has links rewritten', () => {
    expect(only('AWS::SES::ConfigurationSet').Properties).toMatchObject({ Name: 'send-to-erp-dev' });
    expect(only('AWS::SES::ConfigurationSet').Properties).not.toHaveProperty('TrackingOptions');
    expect(only('AWS::SES::ConfigurationSetEventDestination').Properties['EventDestination']).toMatchObject({
      Enabled: true,
      MatchingEventTypes: ['bounce', 'complaint'],
    });
  });
});

describe('what keeps data', () => {
  /** Services of AWS that keep what they are given. */
  const keepers =
    /^AWS::(DynamoDB|S3|SQS|SecretsManager|SSM|Logs|RDS|EFS|Kinesis\w*|Events::Archive|ElastiCache|OpenSearch\w*)/;
  const ofNoData = [
    'AWS::S3::BucketPolicy',
    'AWS::SQS::QueuePolicy',
    'AWS::Logs::MetricFilter',
    'AWS::Logs::QueryDefinition',
  ];

  it.each([
    ['dev', dev],
    ['prod', prod],
  ])('is of five kinds in %s, whose encryption docs/security.md tells', (_, from) => {
    const types = Object.values(from.Resources).map(({ Type }) => Type);
    const keeping = types.filter((type) => keepers.test(type) && !ofNoData.includes(type));
    expect([...new Set(keeping)].sort()).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
      'AWS::SecretsManager::Secret',
    ]);
  });
});

describe('what is left when the stack is deleted', () => {
  const policies = (type: string, from: typeof dev) =>
    new Set(
      ofType(type, from).flatMap(({ DeletionPolicy, UpdateReplacePolicy }) => [DeletionPolicy, UpdateReplacePolicy]),
    );

  it.each(['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'])(
    '%s: all in prod, nothing in dev',
    (type) => {
      expect(policies(type, prod)).toEqual(new Set(['Retain']));
      expect(policies(type, dev)).toEqual(new Set(['Delete']));
    },
  );

  it('the files in every stage', () => {
    expect(policies('AWS::S3::Bucket', dev)).toEqual(new Set(['Retain']));
  });
});

describe('the logs', () => {
  it('are all forgotten in time', () => {
    const retentions = (from: typeof dev) =>
      new Set(ofType('AWS::Logs::LogGroup', from).map(({ Properties }) => Properties['RetentionInDays']));
    expect(retentions(dev)).toEqual(new Set([stageOf('dev').logRetention]));
    expect(retentions(prod)).toEqual(new Set([stageOf('prod').logRetention]));
  });

  it('of the workflow hold no data', () => {
    expect(only('AWS::StepFunctions::StateMachine').Properties).toMatchObject({
      LoggingConfiguration: { IncludeExecutionData: false, Level: 'ERROR' },
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
    });
  });
});

describe('the integrations', () => {
  it('travel as text, which CloudFormation leaves as it is', () => {
    const { Integrations } = z.object({ Integrations: z.string() }).parse(only('Custom::Integrations').Properties);
    expect(z.array(integration).parse(JSON.parse(Integrations))).toEqual(stageOf('dev').integrations);
  });
});

describe('the outputs', () => {
  it('name what people and scripts need', () => {
    expect(Object.keys(dev.Outputs).sort()).toEqual([
      'ApiUrl',
      'Companies',
      'ErpIds',
      'ExportBucketName',
      'LinkKeysSecret',
      'LookUpPrefix',
      'MailQueueUrl',
      'Release',
      'SecretPrefix',
      'SetAsideUrl',
      'StateMachineArn',
      'TableName',
      'WorkflowArn',
    ]);
  });
});
