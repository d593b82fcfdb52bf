import * as z from 'zod';
import { ofType, type Template, type Wanted } from '#ops/doctor/template.ts';

export const TABLE = 'AWS::DynamoDB::Table';

/** Of the table's resource, what is compared with the table. */
export const tableForm = z.object({
  DeletionProtectionEnabled: z.boolean().default(false),
  PointInTimeRecoverySpecification: z
    .object({ PointInTimeRecoveryEnabled: z.boolean() })
    .default({ PointInTimeRecoveryEnabled: false }),
  GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() })).default([]),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

/** The ledger's table. */
export const tableOf = (template: Template): Wanted<z.output<typeof tableForm>> | undefined =>
  ofType(template, TABLE, tableForm)[0];
