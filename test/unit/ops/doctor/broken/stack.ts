import { API_URL, idsOf } from '../sound-template.ts';
import type { Broken } from './broken.ts';

/** What can be the matter with the stack itself. */
export const brokenStack: readonly Broken[] = [
  [
    'checkout',
    'another release runs',
    (sound) => (sound.stack = { ...sound.stack, outputs: { ...sound.stack.outputs, Release: '0.0.1' } }),
    'The stack runs release 0.0.1',
    'Check out release 0.0.1',
  ],
  [
    'stack',
    'a rollback failed',
    (sound) => (sound.stack = { ...sound.stack, status: 'UPDATE_ROLLBACK_FAILED' }),
    'is in UPDATE_ROLLBACK_FAILED',
    'continue-update-rollback',
  ],
  [
    'stack',
    'a deployment was rolled back',
    (sound) => (sound.stack = { ...sound.stack, status: 'UPDATE_ROLLBACK_COMPLETE' }),
    'is in UPDATE_ROLLBACK_COMPLETE',
    'The last deployment failed',
  ],
  [
    'stack',
    'a deployment runs',
    (sound) => (sound.stack = { ...sound.stack, status: 'UPDATE_IN_PROGRESS' }),
    'is in UPDATE_IN_PROGRESS',
    'wait for it',
  ],
  [
    'stack',
    'it was never made',
    (sound) => (sound.stack = { ...sound.stack, status: 'ROLLBACK_COMPLETE' }),
    'is in ROLLBACK_COMPLETE',
    'delete the stack',
  ],
  [
    'stack',
    'its protection is off',
    (sound) => (sound.stack = { ...sound.stack, isProtected: false }),
    'termination protection is off',
    'update-termination-protection',
  ],
  [
    'stack',
    'a resource failed',
    (sound) => {
      const failed = { logicalId: 'Api', id: 'api-1', status: 'UPDATE_FAILED' };
      sound.stack = { ...sound.stack, resources: () => new Map([['Api', failed]]) };
    },
    'api-1 is in UPDATE_FAILED',
    'events',
  ],
  [
    'outputs',
    'it puts out less',
    (sound) => (sound.stack = { ...sound.stack, outputs: { ApiUrl: API_URL } }),
    'puts out no Release, StateMachineArn, WorkflowArn, TableName',
    'Deploy this checkout',
  ],
  [
    'checkout',
    'the stage has changed since',
    (sound) =>
      sound.wanting((all) => (all[idsOf('AWS::DynamoDB::Table')[0]!]!.Properties['DeletionProtectionEnabled'] = false)),
    'has another DeletionProtectionEnabled',
    'cdk diff -c stage=prod',
  ],
  [
    'checkout',
    'something is not deployed yet',
    (sound) => sound.wanting((all) => (all['More'] = { Type: 'AWS::SNS::Topic', Properties: {} })),
    'More is only here',
    'Deploy this checkout',
  ],
  [
    'checkout',
    'something is only deployed',
    (sound) => sound.wanting((all) => Reflect.deleteProperty(all, idsOf('AWS::CloudWatch::Alarm')[0]!)),
    'is only deployed',
    'run doctor from the one',
  ],
  [
    'checkout',
    'it has no such stage',
    (sound) => (sound.checkout = { trouble: 'There is no stage "prod".' }),
    'There is no stage "prod".',
    'from the checkout that was deployed',
  ],
];
