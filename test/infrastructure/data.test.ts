import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { integration } from '#domain/integration.ts';
import { stageOf } from '#lib/stages.ts';
import { dev, ofType, only, prod } from './template.ts';

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
  it('is encrypted, versioned and closed to the public', () => {
    expect(only('AWS::S3::Bucket').Properties).toEqual({
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

  it('refuses every call without TLS, and its policy allows nobody anything', () => {
    const { Statement } = z
      .object({ Statement: z.array(z.object({ Effect: z.string(), Action: z.string(), Condition: z.unknown() })) })
      .parse(only('AWS::S3::BucketPolicy').Properties['PolicyDocument']);
    expect(Statement).toEqual([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
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
    expect(Object.keys(dev.Outputs).sort()).toEqual(['ApiUrl', 'ExportBucketName', 'StateMachineArn', 'TableName']);
  });
});
