import { expect, it } from 'vitest';
import { TableMeter } from '#bench/cost/table-meter.ts';
import type { Ask } from '#local/services/tap.ts';

const KEY = { pk: { S: 'p' } };
const inIndex = (value: string) => ({ ...KEY, state: { S: value }, at: { S: '1' } });
const keySchema = (...names: string[]) => names.map((AttributeName) => ({ AttributeName }));

/** A table with one index, in which an update leaves what it is told: the stand-in answers one unit for it. */
const tableWith = (before: object | null, after: object | null, refusal?: string) => {
  let item = before;
  const asked: string[] = [];
  const ask: Ask = ({ operation = 'UpdateItem' } = {}) => {
    asked.push(operation);
    const answer = (status: number, body: object) => Promise.resolve({ status, body: JSON.stringify(body) });
    if (operation === 'DescribeTable') {
      const GlobalSecondaryIndexes = [{ KeySchema: keySchema('state', 'at') }];
      return answer(200, { Table: { KeySchema: keySchema('pk'), GlobalSecondaryIndexes } });
    }
    if (operation === 'GetItem') return answer(200, item === null ? {} : { Item: item });
    if (refusal !== undefined) return answer(400, { __type: `com.amazonaws.dynamodb#${refusal}` });
    item = after;
    return answer(200, { ConsumedCapacity: { CapacityUnits: 1 } });
  };
  return { ask, asked };
};

const unitsOf = async (before: object | null, after: object | null, refusal?: string) => {
  const { ask } = tableWith(before, after, refusal);
  const body = JSON.stringify({ TableName: 't', Key: KEY });
  const call = { service: 'DYNAMODB', caller: 'api', operation: 'UpdateItem', body } as const;
  return (await new TableMeter().pass(call, ask)).units;
};

it.each([
  ['comes into an index', null, inIndex('a'), 2],
  ['stays where it is in an index', inIndex('a'), inIndex('a'), 1],
  ['moves in an index', inIndex('a'), inIndex('b'), 3],
  ['leaves an index', inIndex('a'), KEY, 2],
  ['is in no index', KEY, KEY, 1],
])('an item that %s', async (_, before, after, write) => {
  expect(await unitsOf(before, after)).toEqual({ read: 0, write });
});

it('a condition that does not hold is paid for by the item that is there, or by one unit', async () => {
  const large = { ...KEY, text: { S: 'x'.repeat(1_500) } };
  expect(await unitsOf(large, null, 'ConditionalCheckFailedException')).toEqual({ read: 0, write: 2 });
  expect(await unitsOf(null, null, 'ConditionalCheckFailedException')).toEqual({ read: 0, write: 1 });
});

it('a write that is refused for its form is not paid for', async () => {
  expect(await unitsOf(KEY, null, 'ValidationException')).toEqual({ read: 0, write: 0 });
});

it('a read is paid for as the table says', async () => {
  const ask: Ask = () =>
    Promise.resolve({ status: 200, body: JSON.stringify({ ConsumedCapacity: { CapacityUnits: 0.5 } }) });
  const call = { service: 'DYNAMODB', caller: 'api', operation: 'GetItem', body: '{"TableName":"t"}' } as const;
  expect((await new TableMeter().pass(call, ask)).units).toEqual({ read: 0.5, write: 0 });
});
