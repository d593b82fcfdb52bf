import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { findDeployment } from '#ops/deployment.ts';

const OUTPUTS = {
  TableName: 'ledger',
  StateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:send-to-erp-dev',
  MailQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/mails.fifo',
  SetAsideUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/set-aside.fifo',
};

const cloudFormation = mockClient(CloudFormationClient);
const stackWith = (outputs: Readonly<Record<string, string>>) =>
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: 'send-to-erp-dev',
        CreationTime: new Date(0),
        StackStatus: 'UPDATE_COMPLETE',
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });
beforeEach(() => cloudFormation.reset());
afterAll(() => cloudFormation.restore());

it('is found by its stage, in what its stack puts out', async () => {
  stackWith({ ...OUTPUTS, ApiUrl: 'https://api.example.com' });
  expect(await findDeployment({ stage: 'dev' }, {})).toEqual(OUTPUTS);
  expect(cloudFormation.commandCalls(DescribeStacksCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { StackName: 'send-to-erp-dev' },
  ]);
});

it('says what integrations are set up with, where its release puts that out', async () => {
  const more = {
    ErpIds: 'import-file,tryton',
    LookUpPrefix: 'send-to-erp-dev-look-up-',
    SecretPrefix: 'send-to-erp/dev',
  };
  stackWith({ ...OUTPUTS, ...more });
  expect(await findDeployment({ stage: 'dev' }, {})).toEqual({ ...OUTPUTS, ...more });
});

it('says where executions are started, where its release puts that out', async () => {
  const more = { WorkflowArn: `${OUTPUTS.StateMachineArn}:live` };
  stackWith({ ...OUTPUTS, ...more });
  expect(await findDeployment({ stage: 'dev' }, {})).toEqual({ ...OUTPUTS, ...more });
});

it('of a release without these commands is told what to do', async () => {
  const { MailQueueUrl: _, SetAsideUrl: __, ...older } = OUTPUTS;
  stackWith(older);
  await expect(findDeployment({ stage: 'dev' }, {})).rejects.toThrow('puts out no MailQueueUrl, SetAsideUrl: deploy');
});

it('that does not exist is told by what CloudFormation says', async () => {
  cloudFormation.on(DescribeStacksCommand).rejects(new Error('Stack with id send-to-erp-dev does not exist'));
  await expect(findDeployment({ stage: 'dev' }, {})).rejects.toThrow('does not exist');
});

it('is named by its parts without asking anybody', async () => {
  const parts = {
    table: OUTPUTS.TableName,
    'state-machine': OUTPUTS.StateMachineArn,
    queue: OUTPUTS.MailQueueUrl,
    'set-aside': OUTPUTS.SetAsideUrl,
  };
  expect(await findDeployment(parts, {})).toEqual(OUTPUTS);
  expect(cloudFormation.calls()).toEqual([]);
});
