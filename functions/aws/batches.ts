import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ProvisionedThroughputExceededException,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Item } from '#aws/items.ts';

/** Where the ledger is: a table, and who talks to it. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** Waits so many milliseconds between the attempts of a batch. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** DynamoDB's limit for one BatchGetItem. */
const MOST_KEYS = 100;

/** With pauses of up to 50, 100, 200 and 400 ms between them. */
const ATTEMPTS = 5;

/** Sends what is left of a batch until nothing is. A batch does not fail when it is throttled: it comes back in part. */
const untilDone = async <Part>(
  { pause = setTimeout }: Table,
  batch: readonly Part[],
  attempt: (parts: readonly Part[]) => Promise<readonly Part[]>,
): Promise<void> => {
  let left = batch;
  for (let tried = 0; left.length > 0; tried += 1) {
    if (tried === ATTEMPTS) {
      const message = `DynamoDB left ${left.length} items of a batch undone, ${ATTEMPTS} times.`;
      throw new ProvisionedThroughputExceededException({ message, $metadata: {} });
    }
    // The whole pause is drawn at random, so that those who were throttled together do not come back together.
    if (tried > 0) await pause(randomInt(50 * 2 ** (tried - 1)));
    left = await attempt(left);
  }
};

/** Writes up to 25 items, replacing those that exist. Not atomic: after an error some may be written. */
export const putAll = async (table: Table, items: readonly Item[]): Promise<void> => {
  const batch = items.map((Item): WriteRequest => ({ PutRequest: { Item } }));
  await untilDone(table, batch, async (parts) => {
    const answer = await table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.name]: [...parts] } }));
    return answer.UnprocessedItems?.[table.name] ?? [];
  });
};

/** Reads the attribute `attributes` names of all items that exist, in no order. Eventually consistent. */
export const getAll = async (table: Table, keys: readonly Item[], attributes: readonly string[]): Promise<Item[]> => {
  const found: Item[] = [];
  const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
  const rest = { ProjectionExpression: Object.keys(names).join(), ExpressionAttributeNames: names };
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    await untilDone(table, keys.slice(start, start + MOST_KEYS), async (parts) => {
      const RequestItems = { [table.name]: { Keys: [...parts], ...rest } };
      const answer = await table.client.send(new BatchGetItemCommand({ RequestItems }));
      found.push(...(answer.Responses?.[table.name] ?? []));
      return answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
    });
  }
  return found;
};
