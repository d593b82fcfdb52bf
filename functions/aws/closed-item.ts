import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Table } from '#aws/batches.ts';
import { closedItemKey, closedItemOf } from '#aws/ledger-items.ts';

/** Items of the release before say nothing of the record's version. */
const IS_NEWER = 'attribute_not_exists(pk) OR attribute_not_exists(#version) OR #version <= :version';

/**
 * Keeps the request that a later one replaces. Of two who replace it at once, one may have read the record before its last
 * event: whatever comes late, the item of the later version stays.
 */
export const putClosedItem = async ({ client, name }: Table, closed: ProjectRecord): Promise<void> => {
  const { request, version } = closed;
  const key = closedItemKey({ companyId: request.company_id, projectId: request.project_id }, request.number);
  const attributes = Object.entries({ ...closedItemOf(closed), version }).filter(([each]) => !Object.hasOwn(key, each));
  const command = new UpdateItemCommand({
    TableName: name,
    Key: marshall(key),
    UpdateExpression: `SET ${attributes.map(([each]) => `#${each} = :${each}`).join()}`,
    ConditionExpression: IS_NEWER,
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([each]) => [`#${each}`, each])),
    ExpressionAttributeValues: marshall(Object.fromEntries(attributes.map(([each, value]) => [`:${each}`, value]))),
  });
  try {
    await client.send(command);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};
