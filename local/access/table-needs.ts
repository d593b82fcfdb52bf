import * as z from 'zod';
import { from, jsonNeeds, need, type NeedsOf } from '#local/access/needs.ts';
import type { Need } from '#local/access/policy.ts';
import type { TableDefinition } from '#local/services/table.ts';
import { arn } from '#local/template/names.ts';

const LEADING_KEYS = 'dynamodb:LeadingKeys';

const tableArn = (name: string, index?: string): string =>
  arn('dynamodb', index === undefined ? `table/${name}` : `table/${name}/index/${index}`);

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const text = z.object({ S: z.string() });
const batch = (ofTable: z.ZodType) => z.object({ RequestItems: z.record(z.string(), ofTable) });

/**
 * Of DynamoDB: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html. The leading keys of
 * batches and queries, which no policy asks for, are not worked out.
 */
export const tableNeeds = ({ KeySchema }: Pick<TableDefinition, 'KeySchema'>): NeedsOf => {
  const partitionKey = keySchema.parse(KeySchema).find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  const onItem = (action: string) =>
    from(z.object({ TableName: z.string(), Key: z.object({ [partitionKey]: text }) }), ({ TableName, Key }) => {
      const leading = Key[partitionKey]?.S;
      return [
        need(`dynamodb:${action}`, tableArn(TableName), { [LEADING_KEYS]: leading === undefined ? [] : [leading] }),
      ];
    });
  const onItems = (action: string) =>
    from(z.object({ TableName: z.string(), IndexName: z.string().optional() }), ({ TableName, IndexName }) => [
      need(`dynamodb:${action}`, tableArn(TableName, IndexName), { [LEADING_KEYS]: 'unknown' }),
    ]);
  const onBatch = (action: string) =>
    from(batch(z.unknown()), ({ RequestItems }) =>
      Object.keys(RequestItems).map((name): Need =>
        need(`dynamodb:${action}`, tableArn(name), { [LEADING_KEYS]: 'unknown' }),
      ),
    );
  return jsonNeeds('dynamodb', {
    GetItem: onItem('GetItem'),
    UpdateItem: onItem('UpdateItem'),
    Query: onItems('Query'),
    Scan: onItems('Scan'),
    BatchGetItem: onBatch('BatchGetItem'),
    BatchWriteItem: onBatch('BatchWriteItem'),
  });
};
