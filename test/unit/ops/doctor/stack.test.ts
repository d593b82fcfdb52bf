import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkoutOf } from '#ops/doctor/checkout.ts';
import { readStack } from '#ops/doctor/stack.ts';
import { anError } from './sound-stack.ts';

const client = new CloudFormationClient({ region: 'eu-west-1' });
const cloudFormation = mockClient(client);
beforeEach(() => {
  cloudFormation.reset();
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: 'send-to-erp-dev',
        CreationTime: new Date(0),
        StackStatus: 'CREATE_COMPLETE',
        EnableTerminationProtection: true,
        Outputs: [{ OutputKey: 'TableName', OutputValue: 'ledger' }],
      },
    ],
  });
  cloudFormation.on(ListStackResourcesCommand).callsFake(({ NextToken }) => ({
    StackResourceSummaries: [
      {
        LogicalResourceId: NextToken ? 'B' : 'A',
        PhysicalResourceId: NextToken ? 'b' : 'a',
        ResourceStatus: 'CREATE_COMPLETE',
      },
    ],
    ...(NextToken === undefined && { NextToken: 'more' }),
  }));
  const TemplateBody = JSON.stringify({ Resources: { A: { Type: 'AWS::SNS::Topic' } } });
  cloudFormation.on(GetTemplateCommand).resolves({ TemplateBody });
});

describe('a stack', () => {
  it('is read with its outputs, all pages of its resources, and what it was deployed from', async () => {
    const stack = await readStack(client, 'send-to-erp-dev');
    expect(stack).toMatchObject({ status: 'CREATE_COMPLETE', isProtected: true, outputs: { TableName: 'ledger' } });
    expect([...(stack?.resources().values() ?? [])].map(({ id }) => id)).toEqual(['a', 'b']);
    expect(stack?.template().Resources).toEqual({ A: { Type: 'AWS::SNS::Topic', Properties: {} } });
  });

  it('that does not exist is none', async () => {
    const missing = {
      name: 'ValidationError',
      $fault: 'client',
      $metadata: {},
      message: 'Stack with id x does not exist',
    } as const;
    cloudFormation.on(DescribeStacksCommand).rejects(new CloudFormationServiceException(missing));
    expect(await readStack(client, 'x')).toBeNull();
  });

  it('that may not be described is no missing one', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(anError('AccessDenied'));
    await expect(readStack(client, 'x')).rejects.toThrow();
  });

  it('is read as far as it may be', async () => {
    cloudFormation.on(GetTemplateCommand).rejects(anError('AccessDenied', 'no template'));
    const stack = await readStack(client, 'send-to-erp-dev');
    expect(stack?.resources().size).toBe(2);
    expect(() => stack?.template()).toThrow('no template');
  });
});

describe('this checkout', () => {
  it('says how a stage of the stage file should be', async () => {
    const checkout = await checkoutOf('dev');
    expect('template' in checkout && Object.keys(checkout.template.Outputs)).toContain('TableName');
  });

  it('says why it knows none of another stage', async () => {
    expect(await checkoutOf('nowhere')).toEqual({
      trouble: expect.stringContaining('There is no stage "nowhere"') as string,
    });
  });
});
