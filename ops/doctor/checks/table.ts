import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type * as z from 'zod';
import { TABLE, tableForm } from '#ops/doctor/checks/table-form.ts';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, orNull, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';

type Look = (deployed: DeployedStack, TableName: string, wanted: z.output<typeof tableForm>) => Promise<Finding[]>;

const GONE_TODO =
  'Restore it to a point in time before (docs/operations.md), under the name that the stack knows. Nothing works until then.';

const ofTable: Look = async ({ aws }, TableName, { DeletionProtectionEnabled, GlobalSecondaryIndexes }) => {
  const described = await orNull(aws.table.send(new DescribeTableCommand({ TableName })));
  const table = described?.Table;
  if (table === undefined) return [fault(`The table ${TableName} is gone.`, GONE_TODO)];
  const indexes = new Map(
    table.GlobalSecondaryIndexes?.map(({ IndexName, IndexStatus = 'ACTIVE' }) => [IndexName, IndexStatus]),
  );
  const { InaccessibleEncryptionDateTime: locked } = table.SSEDescription ?? {};
  return [
    ...(table.TableStatus === 'ACTIVE'
      ? []
      : [
          fault(
            `The table ${TableName} is ${table.TableStatus}.`,
            'UPDATING ends by itself; of all else ask AWS Support.',
          ),
        ]),
    ...GlobalSecondaryIndexes.map(({ IndexName }) => ({ IndexName, status: indexes.get(IndexName) ?? 'missing' }))
      .filter(({ status }) => status !== 'ACTIVE')
      .map(({ IndexName, status }) =>
        fault(
          `The index ${IndexName} of the table is ${status}: lists and the sweeper need it.`,
          'CREATING ends by itself. One that is missing: deploy a template without it, then this one.',
        ),
      ),
    ...(DeletionProtectionEnabled && table.DeletionProtectionEnabled !== true
      ? [
          fault(
            `The table ${TableName} may be deleted: its deletion protection is off.`,
            `aws dynamodb update-table --deletion-protection-enabled --table-name ${TableName}`,
          ),
        ]
      : []),
    ...(locked === undefined
      ? []
      : [
          fault(
            `The key that encrypts the table is out of reach since ${locked.toISOString()}.`,
            'Enable the key, or its grants, in KMS.',
          ),
        ]),
  ];
};

const ofBackups: Look = async ({ aws }, TableName, { PointInTimeRecoverySpecification: wanted }) => {
  const found = await orNull(aws.table.send(new DescribeContinuousBackupsCommand({ TableName })));
  const status = found?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  if (found === null || !wanted.PointInTimeRecoveryEnabled || status === 'ENABLED') return [];
  return [
    fault(
      `The table ${TableName} cannot be restored to a point in time: that is ${status ?? 'not set up'}.`,
      `aws dynamodb update-continuous-backups --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true --table-name ${TableName}`,
    ),
  ];
};

const ofExpiry: Look = async ({ aws }, TableName, { TimeToLiveSpecification: wanted }) => {
  const found = await orNull(aws.table.send(new DescribeTimeToLiveCommand({ TableName })));
  if (found === null) return [];
  const { TimeToLiveStatus: status, AttributeName: by } = found.TimeToLiveDescription ?? {};
  const isOn = status === 'ENABLED' || status === 'ENABLING';
  const isWanted = wanted?.Enabled === true;
  if (isOn === isWanted && (!isOn || by === wanted?.AttributeName)) return [];
  const [now, then] = [
    isOn ? `delete by ${by ?? 'some attribute'}` : 'never',
    isWanted ? `delete by ${wanted.AttributeName}` : 'never',
  ];
  const todo = isOn
    ? 'The ledger is the only truth and the audit chain hangs on it: aws dynamodb update-time-to-live at once, and find out who set it.'
    : 'Set it by aws dynamodb update-time-to-live.';
  return [fault(`Items of the table ${TableName} expire: ${now}; the template says: ${then}.`, todo)];
};

/** Whether the ledger's table works, and is kept as the stage says. */
export const tableCheck: Check<DeployedStack> = {
  name: 'table',
  permissions: ['dynamodb:DescribeTable', 'dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTimeToLive'],
  run: async (deployed) => {
    const tables = deployed.resources(TABLE, tableForm);
    const looks = [ofTable, ofBackups, ofExpiry];
    return ofEach(
      tables.flatMap(({ id, wanted }) => looks.map((look) => () => look(deployed, id, wanted))),
      (look) => look(),
    );
  },
};
