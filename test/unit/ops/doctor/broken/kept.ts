import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { GetBucketVersioningCommand, GetPublicAccessBlockCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterNoon } from '#test/support/records.ts';
import { anError } from '../sound-stack.ts';
import { CREDENTIALS, idOf, idsOf } from '../sound-template.ts';
import type { Broken } from './broken.ts';

const group = idOf(idsOf('AWS::Logs::LogGroup')[0]!);
const soundTable = {
  TableStatus: 'ACTIVE',
  DeletionProtectionEnabled: true,
  GlobalSecondaryIndexes: ['due', 'by_status'].map((IndexName) => ({ IndexName, IndexStatus: 'ACTIVE' as const })),
} as const;

/** What can be the matter with what is kept. */
export const brokenKept: readonly Broken[] = [
  [
    'table',
    'it is gone',
    (sound) => sound.mocks.table.on(DescribeTableCommand).rejects(anError('ResourceNotFoundException')),
    'is gone',
    'Restore it',
  ],
  [
    'table',
    'it is archived',
    (sound) =>
      sound.mocks.table.on(DescribeTableCommand).resolves({ Table: { ...soundTable, TableStatus: 'ARCHIVED' } }),
    'is ARCHIVED',
    'AWS Support',
  ],
  [
    'table',
    'an index is missing',
    (sound) =>
      sound.mocks.table
        .on(DescribeTableCommand)
        .resolves({ Table: { ...soundTable, GlobalSecondaryIndexes: soundTable.GlobalSecondaryIndexes.slice(1) } }),
    'index due of the table is missing',
    'deploy',
  ],
  [
    'table',
    'it may be deleted',
    (sound) =>
      sound.mocks.table
        .on(DescribeTableCommand)
        .resolves({ Table: { ...soundTable, DeletionProtectionEnabled: false } }),
    'deletion protection is off',
    '--deletion-protection-enabled',
  ],
  [
    'table',
    'its key is out of reach',
    (sound) =>
      sound.mocks.table
        .on(DescribeTableCommand)
        .resolves({ Table: { ...soundTable, SSEDescription: { InaccessibleEncryptionDateTime: afterNoon(0) } } }),
    'out of reach since 2026-11-23T12:00:00.000Z',
    'KMS',
  ],
  [
    'table',
    'it cannot be restored',
    (sound) =>
      sound.mocks.table.on(DescribeContinuousBackupsCommand).resolves({
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
        },
      }),
    'cannot be restored',
    'update-continuous-backups',
  ],
  [
    'table',
    'its items expire',
    (sound) =>
      sound.mocks.table
        .on(DescribeTimeToLiveCommand)
        .resolves({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'due_at' } }),
    'expire: delete by due_at; the template says: never',
    'at once',
  ],
  [
    'seeding',
    'an integration was not written',
    (sound) => (sound.known = sound.known.slice(1)),
    '1/files of the stage file is not in the ledger',
    'Deploy',
  ],
  [
    'seeding',
    'an integration is another',
    (sound) => (sound.known = sound.known.map((each) => ({ ...each, name: 'Old name' }))),
    '1/files is another in the ledger',
    'Deploy',
  ],
  [
    'integrations',
    'an ERP has no functions',
    (sound) => (sound.stack = { ...sound.stack, outputs: { ...sound.stack.outputs, ErpIds: 'import-file' } }),
    '1/books is with tryton, and the deployment has no functions',
    'Deploy',
  ],
  [
    'integrations',
    'an ERP did not answer',
    (sound) =>
      (sound.known = sound.known.slice(1).map((each) => ({
        ...each,
        connection: { ...each.connection, state: 'failed', paused_until: afterNoon(60).toISOString() },
      }))),
    'left alone until 2026-11-23T12:01:00.000Z',
    'integration check 1/books',
  ],
  [
    'credentials',
    'there are none',
    (sound) => sound.secrets.delete(CREDENTIALS),
    `there is no secret ${CREDENTIALS}`,
    'integration put',
  ],
  [
    'credentials',
    'they are not JSON',
    (sound) => sound.secrets.set(CREDENTIALS, 'user=procore'),
    'they are not JSON',
    'integration put',
  ],
  [
    'credentials',
    'they lack a field',
    (sound) => sound.secrets.set(CREDENTIALS, JSON.stringify({ user: 'procore' })),
    'credentials.password: ',
    "connector's README",
  ],
  [
    'credentials',
    'they are about to be deleted',
    (sound) =>
      sound.mocks.secrets
        .on(GetSecretValueCommand)
        .rejects(anError('InvalidRequestException', 'The secret was marked for deletion.')),
    'about to be deleted',
    `restore-secret --secret-id ${CREDENTIALS}`,
  ],
  [
    'credentials',
    'those of a company that operators keep',
    (sound) => {
      sound.known = sound.known.map((each) => ({ ...each, company_id: 7, kept_by: 'operators' as const }));
      sound.secrets.set('send-to-erp/prod/7/books/tryton', '{}');
    },
    'integration 7/books',
    'integration put',
  ],
  [
    'files',
    'the bucket is gone',
    (sound) => sound.mocks.files.on(HeadBucketCommand).rejects(anError('NotFound')),
    'is gone',
    'create-bucket',
  ],
  [
    'files',
    'the bucket could be opened',
    (sound) =>
      sound.mocks.files.on(GetPublicAccessBlockCommand).rejects(anError('NoSuchPublicAccessBlockConfiguration')),
    'opened to the public',
    'put-public-access-block',
  ],
  [
    'files',
    'the bucket keeps no versions',
    (sound) => sound.mocks.files.on(GetBucketVersioningCommand).resolves({ Status: 'Suspended' }),
    'no versions',
    'put-bucket-versioning',
  ],
  [
    'logs',
    'lines are kept for ever',
    (sound) => sound.mocks.logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: group }] }),
    `${group} keeps its lines for ever; the stage says for 365 days`,
    'put-retention-policy --retention-in-days 365',
  ],
  [
    'logs',
    'a group is gone',
    (sound) => sound.mocks.logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [] }),
    `${group} is gone`,
    'create-log-group',
  ],
];
