import { BatchGetItemCommand, BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { getAll, putAll } from '#aws/batches.ts';

const item = (pk: number) => ({ pk: { S: String(pk) } });
const put = (pk: number) => ({ PutRequest: { Item: item(pk) } });

const underTest = () => {
  const client = new DynamoDBClient({ region: 'eu-west-1' });
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  return { table: { client, name: 'ledger', pause }, dynamo: mockClient(client), pauses };
};

describe('writing a batch', () => {
  it('sends again what DynamoDB left undone, and only that', async () => {
    const { table, dynamo, pauses } = underTest();
    dynamo
      .on(BatchWriteItemCommand)
      .resolvesOnce({ UnprocessedItems: { ledger: [put(2), put(3)] } })
      .resolvesOnce({ UnprocessedItems: { ledger: [put(3)] } })
      .resolvesOnce({});
    await putAll(table, [item(1), item(2), item(3)]);
    const sent = dynamo
      .commandCalls(BatchWriteItemCommand)
      .map(({ args: [{ input }] }) => input.RequestItems?.['ledger']);
    expect(sent).toEqual([[put(1), put(2), put(3)], [put(2), put(3)], [put(3)]]);
    expect(pauses).toHaveLength(2);
    expect(pauses.every((pause, index) => pause >= 0 && pause < 50 * 2 ** index)).toBe(true);
  });

  it('gives up after five attempts, as throttled', async () => {
    const { table, dynamo, pauses } = underTest();
    dynamo.on(BatchWriteItemCommand).resolves({ UnprocessedItems: { ledger: [put(1)] } });
    await expect(putAll(table, [item(1)])).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    expect(dynamo.commandCalls(BatchWriteItemCommand)).toHaveLength(5);
    expect(pauses).toHaveLength(4);
  });

  it('of nothing asks for nothing', async () => {
    const { table, dynamo } = underTest();
    await putAll(table, []);
    expect(dynamo.calls()).toHaveLength(0);
  });
});

describe('reading a batch', () => {
  it('asks again for the keys DynamoDB left out', async () => {
    const { table, dynamo } = underTest();
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { ledger: [item(1)] }, UnprocessedKeys: { ledger: { Keys: [item(2)] } } })
      .resolvesOnce({ Responses: { ledger: [item(2)] } });
    expect(await getAll(table, [item(1), item(2)], ['pk'])).toEqual([item(1), item(2)]);
    const asked = dynamo
      .commandCalls(BatchGetItemCommand)
      .map(({ args: [{ input }] }) => input.RequestItems?.['ledger']);
    const names = { ProjectionExpression: '#pk', ExpressionAttributeNames: { '#pk': 'pk' } };
    expect(asked).toEqual([
      { Keys: [item(1), item(2)], ...names },
      { Keys: [item(2)], ...names },
    ]);
  });

  it('gives up after five attempts, as throttled', async () => {
    const { table, dynamo } = underTest();
    dynamo.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { ledger: { Keys: [item(1)] } } });
    await expect(getAll(table, [item(1)], ['pk'])).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
    });
  });
});
