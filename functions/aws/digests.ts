import {
  ConditionalCheckFailedException,
  GetItemCommand,
  paginateQuery,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { Digests } from '#domain/telling.ts';
import { integrationKeyOf, integrationItemKey } from '#aws/integrations.ts';
import { DIGEST_SHARD, DUE_INDEX } from '#aws/ledger-items.ts';

const dueItem = z.object({ pk: z.string(), sk: z.string(), due_at: z.string() });
const mailedItem = z.object({
  digest_day: z.optional(z.string()),
  digest_mailed: z.optional(z.array(z.string())),
});

/** Lists of what waits: when they are due and who has today's stands on the integrations' items, in the index of what is due. */
export const dynamoDigests = (client: DynamoDBClient, table: string): Digests => {
  const mailedOn: Digests['mailedOn'] = async (key, day) => {
    const { Item = {} } = await client.send(
      new GetItemCommand({ TableName: table, Key: integrationItemKey(key), ConsistentRead: true }),
    );
    const { digest_day, digest_mailed = [] } = mailedItem.parse(unmarshall(Item));
    return digest_day === day ? digest_mailed : [];
  };
  return {
    due: async function* (now) {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          IndexName: DUE_INDEX,
          KeyConditionExpression: 'due_shard = :shard AND due_at <= :now',
          ExpressionAttributeValues: marshall({ ':shard': DIGEST_SHARD, ':now': now.toISOString() }),
        },
      );
      for await (const { Items = [] } of pages) {
        for (const item of Items) {
          const { pk, sk, due_at } = dueItem.parse(unmarshall(item));
          yield { ...integrationKeyOf(pk, sk), dueAt: due_at };
        }
      }
    },
    moveOn: async ({ dueAt, ...key }, next) => {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: integrationItemKey(key),
        UpdateExpression: 'SET due_at = :next',
        ConditionExpression: 'due_at = :due',
        ExpressionAttributeValues: marshall({ ':next': next.toISOString(), ':due': dueAt }),
      });
      try {
        await client.send(command);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
    mailedOn,
    note: async (key, day, personIds) => {
      const mailed = [...(await mailedOn(key, day)), ...personIds];
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: integrationItemKey(key),
          UpdateExpression: 'SET digest_day = :day, digest_mailed = :mailed',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: marshall({ ':day': day, ':mailed': mailed }),
        }),
      );
    },
  };
};
