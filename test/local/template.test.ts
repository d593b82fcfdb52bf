import { describe, expect, it } from 'vitest';
import type { Json } from '#local/json.ts';
import { functionsOf } from '#local/template/functions.ts';
import { Intrinsics } from '#local/template/intrinsics.ts';
import { readTemplate } from '#local/template/template.ts';

const API_URL = 'http://127.0.0.1:3000';
const QUEUES_URL = 'http://127.0.0.1:4000';

const resources: Record<string, { Type: string; Properties?: Record<string, Json> }> = {
  Table1: { Type: 'AWS::DynamoDB::Table' },
  Named: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'ledger' } },
  Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'sweep.handler' } },
  Export: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'export.handler', FunctionName: 'export-tryton' } },
  Files: { Type: 'AWS::S3::Bucket' },
  Keys: { Type: 'AWS::SecretsManager::Secret' },
  Machine: { Type: 'AWS::StepFunctions::StateMachine' },
  Version: { Type: 'AWS::StepFunctions::StateMachineVersion', Properties: { StateMachineArn: { Ref: 'Machine' } } },
  Alias: {
    Type: 'AWS::StepFunctions::StateMachineAlias',
    Properties: { Name: 'live', DeploymentPreference: { StateMachineVersionArn: { Ref: 'Version' } } },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api' },
  Mails: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead.fifo' } },
  Alarm: { Type: 'AWS::CloudWatch::Alarm' },
};

const intrinsics = (more: typeof resources = {}): Intrinsics =>
  new Intrinsics(readTemplate(JSON.stringify({ Resources: { ...resources, ...more } })), {
    api: API_URL,
    queues: QUEUES_URL,
  });

describe('references', () => {
  it.each<[Json, Json]>([
    [{ Ref: 'Table1' }, 'Table1'],
    [{ Ref: 'Named' }, 'ledger'],
    [{ 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger'],
    [{ Ref: 'Fn' }, 'sweep'],
    [{ 'Fn::GetAtt': ['Export', 'Arn'] }, 'arn:aws:lambda:us-east-1:000000000000:function:export-tryton'],
    [{ Ref: 'Files' }, 'files'],
    [{ Ref: 'Keys' }, 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Keys-000000'],
    [{ Ref: 'Machine' }, 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine'],
    [{ Ref: 'Version' }, 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine:1'],
    [{ Ref: 'Alias' }, 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine:live'],
    [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, API_URL],
    [{ Ref: 'Mails' }, `${QUEUES_URL}/000000000000/Mails.fifo`],
    [{ 'Fn::GetAtt': ['Mails', 'QueueName'] }, 'Mails.fifo'],
    [{ 'Fn::GetAtt': ['Dead', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:dead.fifo'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::Join': ['/', ['a', { Ref: 'Fn' }, 'b']] }, 'a/sweep/b'],
    [{ 'Fn::Select': [1, ['a', { Ref: 'Fn' }]] }, 'sweep'],
    [
      { 'Fn::Sub': '${AWS::Partition}:${Fn}:${Named.Arn}:${!Literal}' },
      'aws:sweep:arn:aws:dynamodb:us-east-1:000000000000:table/ledger:${Literal}',
    ],
    [
      { deep: [{ x: { Ref: 'Fn' } }, 1, null], Ref: 'not alone' },
      { deep: [{ x: 'sweep' }, 1, null], Ref: 'not alone' },
    ],
  ])('%j is %j', (expression, value) => {
    expect(intrinsics().resolve(expression)).toEqual(value);
  });

  it.each<[Json, string]>([
    [{ 'Fn::ImportValue': 'x' }, 'uses Fn::ImportValue, which is not known here'],
    [{ Ref: 'Alarm' }, 'refers to Alarm (AWS::CloudWatch::Alarm), which does not run here'],
    [{ Ref: 'Missing' }, 'refers to Missing (no resource)'],
    [{ 'Fn::GetAtt': ['Named', 'StreamArn'] }, 'asks for StreamArn of Named'],
  ])('%j is refused', (expression, complaint) => {
    expect(() => intrinsics().resolve(expression)).toThrow(complaint);
  });

  it('in properties that nobody reads are left alone', () => {
    const more = { More: { Type: 'X', Properties: { read: { Ref: 'Fn' }, unread: { Ref: 'Alarm' } } } };
    expect(intrinsics(more).resources('X', ['read'])).toEqual([{ logicalId: 'More', properties: { read: 'sweep' } }]);
  });

  it('to a name that is no plain text are refused', () => {
    const more = { Odd: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Fn' } } } };
    expect(() => intrinsics(more).ref('Odd')).toThrow('BucketName must be plain text');
  });
});

describe('functions', () => {
  it('have exactly the environment of the template, on top of Lambda’s own', () => {
    const Full = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Handler: 'api.handler',
        Timeout: 29,
        MemorySize: 1024,
        ReservedConcurrentExecutions: 5,
        Environment: { Variables: { TABLE_NAME: { Ref: 'Named' } } },
      },
    };
    expect(functionsOf(intrinsics({ Full })).find(({ name }) => name === 'api')).toEqual({
      name: 'api',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:api',
      role: null,
      module: 'api',
      exportName: 'handler',
      timeoutSeconds: 29,
      memoryMb: 1024,
      callsAtOnce: 5,
      environment: {
        AWS_ACCESS_KEY_ID: 'api',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_NAME: 'api',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
        TZ: ':UTC',
        TABLE_NAME: 'ledger',
      },
    });
  });

  it('take Lambda’s defaults', () => {
    const [spec] = functionsOf(intrinsics());
    expect(spec).toMatchObject({ timeoutSeconds: 3, memoryMb: 128, callsAtOnce: Infinity });
  });

  it('of one name are refused', () => {
    expect(() => functionsOf(intrinsics({ Fn2: resources['Fn']! }))).toThrow(
      'Two functions of the template are called "sweep"',
    );
  });
});
