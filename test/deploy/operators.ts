import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { DeployedStage } from './deployed-stage.ts';

/** A person who may do this in the account, and nothing else. */
const template = (actions: readonly string[]) => ({
  Resources: {
    Operator: {
      Type: 'AWS::IAM::User',
      Properties: {
        Policies: [
          {
            PolicyName: 'granted',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
            },
          },
        ],
      },
    },
    Key: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'Operator' } } },
  },
  Outputs: { Id: { Value: { Ref: 'Key' } }, Secret: { Value: { 'Fn::GetAtt': ['Key', 'SecretAccessKey'] } } },
});

/** Makes an operator of that name. @returns the configuration of AWS clients that act as them. */
export const operatorWith = async (
  { client }: Pick<DeployedStage, 'client'>,
  name: string,
  actions: readonly string[],
) => {
  const stacks = new CloudFormationClient(client);
  const StackName = `operator-${name}`;
  const TemplateBody = JSON.stringify(template(actions));
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  await waitUntilStackCreateComplete({ client: stacks, maxWaitTime: 60, minDelay: 1 }, { StackName });
  const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
  const value = (key: string) => Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
  return { ...client, credentials: { accessKeyId: value('Id'), secretAccessKey: value('Secret') } };
};
