import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import type { Table } from '#aws/batches.ts';
import { closedItemKey, closedItemOf } from '#aws/ledger-items.ts';

/** Items of the release before say nothing of the record's version. */
const IS_NEWER = 'attribute_not_exists(pk) OR attribute_not_exists(#version) OR #version <= :version';

/** One update of a closed request's item, under a condition on the one that stands there. */
const updateOf = (table: string, { request, events }: ClosedRequest, condition: string, more: { version?: number }) => {
  const key = closedItemKey({ companyId: request.company_id, projectId: request.project_id }, request.number);
  const item = { ...closedItemOf({ request, events }), ...more };
  const attributes = Object.entries(item).filter(([each]) => !Object.hasOwn(key, each));
  return new UpdateItemCommand({
    TableName: table,
    Key: marshall(key),
    UpdateExpression: `SET ${attributes.map(([each]) => `#${each} = :${each}`).join()}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([each]) => [`#${each}`, each])),
    ExpressionAttributeValues: marshall(Object.fromEntries(attributes.map(([each, value]) => [`:${each}`, value]))),
  });
};

/**
 * Keeps the request that a later one replaces. Of two who replace it at once, one may have read the record before its last
 * event: whatever comes late, the item of the later version stays.
 */
export const putClosedItem = async ({ client, name }: Table, closed: ProjectRecord): Promise<void> => {
  try {
    await client.send(updateOf(name, closed, IS_NEWER, { version: closed.version }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/** Writes it anew. @throws {ConditionalCheckFailedException} when it is not there. */
export const rewriteClosedItem = async ({ client, name }: Table, closed: ClosedRequest): Promise<void> => {
  await client.send(updateOf(name, closed, 'attribute_exists(pk)', {}));
};
