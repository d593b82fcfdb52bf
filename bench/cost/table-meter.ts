import * as z from 'zod';
import { itemBytes } from '#bench/cost/item-bytes.ts';
import type { Ask, ServiceAnswer, ServiceCall } from '#local/services/tap.ts';

const item = z.record(z.string(), z.json());
type Item = z.output<typeof item>;

const keySchema = z.array(z.object({ AttributeName: z.string() }));
const description = z.object({
  Table: z.object({
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z.array(z.object({ KeySchema: keySchema })).default([]),
  }),
});

/** Operations that write one item, and the one that writes several. */
const writeOne = z.object({ TableName: z.string(), Key: item.optional(), Item: item.optional() });
const writeSeveral = z.object({
  RequestItems: z.record(z.string(), z.array(z.object({ PutRequest: z.object({ Item: item }) }))),
});

const capacity = z.object({ CapacityUnits: z.number() });
const answered = z.object({ ConsumedCapacity: z.union([capacity, z.array(capacity)]) });
const refused = z.object({ __type: z.string() });
const found = z.object({ Item: item.optional() });

/** Units of a table's answer. */
export interface Units {
  readonly write: number;
  readonly read: number;
}

interface Written {
  readonly table: string;
  readonly keyed: Item;
}

const WRITES = ['UpdateItem', 'PutItem', 'DeleteItem', 'BatchWriteItem'];

const writtenBy = (operation: string, input: unknown): Written[] => {
  if (!WRITES.includes(operation)) return [];
  if (operation === 'BatchWriteItem')
    return Object.entries(writeSeveral.parse(input).RequestItems).flatMap(([table, puts]) =>
      puts.map(({ PutRequest }) => ({ table, keyed: PutRequest.Item })),
    );
  const { TableName, Key, Item: put } = writeOne.parse(input);
  return [{ table: TableName, keyed: Key ?? put ?? {} }];
};

const picked = (from: Item, names: readonly string[]): Item =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Bytes that one write unit pays for. */
const UNIT_BYTES = 1024;

/**
 * What an index is charged for a write, entries being under a kilobyte: nothing when its entry stays, one unit when it comes or
 * goes, two when it moves
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html, "Write capacity units").
 */
const entryUnits = (before: string | null, after: string | null): number => {
  if (before === after) return 0;
  return (before === null ? 0 : 1) + (after === null ? 0 : 1);
};

/** Counts request units, as DynamoDB charges them, of calls that pass one after the other. */
export class TableMeter {
  #keys: { readonly table: readonly string[]; readonly indexes: readonly (readonly string[])[] } | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** Asks for units with each call. Indexes are not in the stand-in's answer: they are counted by what the items were and are. */
  pass(call: ServiceCall, ask: Ask): Promise<{ readonly answer: ServiceAnswer; readonly units: Units }> {
    const passing = this.#last.then(() => this.#pass(call, ask));
    this.#last = passing.catch(() => undefined);
    return passing;
  }

  async #pass({ operation, body }: ServiceCall, ask: Ask) {
    const input = z.record(z.string(), z.json()).parse(JSON.parse(body));
    const written = writtenBy(operation, input);
    const before = await this.#itemsOf(written, ask);
    const answer = await ask({ body: JSON.stringify({ ...input, ReturnConsumedCapacity: 'INDEXES' }) });
    const given: unknown = JSON.parse(answer.body);
    if (answer.status !== 200) return { answer, units: { read: 0, write: this.#unitsOfRefusal(given, before) } };
    const consumed = sum([answered.parse(given).ConsumedCapacity].flat().map(({ CapacityUnits }) => CapacityUnits));
    if (written.length === 0) return { answer, units: { read: consumed, write: 0 } };
    const after = await this.#itemsOf(written, ask);
    const moved = before.map((old, index) => this.#indexUnits(old, after[index] ?? null));
    return { answer, units: { read: 0, write: consumed + sum(moved) } };
  }

  /** A condition that does not hold is paid for as if it had: by the item that is there. */
  #unitsOfRefusal(given: unknown, before: readonly (Item | null)[]): number {
    const { __type: type } = refused.parse(given);
    if (!type.endsWith('ConditionalCheckFailedException')) return 0;
    return sum(before.map((old) => Math.max(1, Math.ceil((old === null ? 0 : itemBytes(old)) / UNIT_BYTES))));
  }

  #indexUnits(before: Item | null, after: Item | null): number {
    const entry = (given: Item | null, names: readonly string[]): string | null => {
      const keys = picked(given ?? {}, names);
      return Object.keys(keys).length === names.length ? JSON.stringify(names.map((name) => keys[name])) : null;
    };
    const indexes = this.#keys?.indexes ?? [];
    return sum(indexes.map((names) => entryUnits(entry(before, names), entry(after, names))));
  }

  async #itemsOf(written: readonly Written[], ask: Ask): Promise<(Item | null)[]> {
    const items: (Item | null)[] = [];
    for (const { table, keyed } of written) {
      this.#keys ??= await this.#keysOf(table, ask);
      const input = { TableName: table, Key: picked(keyed, this.#keys.table), ConsistentRead: true };
      const { body } = await ask({ operation: 'GetItem', body: JSON.stringify(input) });
      items.push(found.parse(JSON.parse(body)).Item ?? null);
    }
    return items;
  }

  async #keysOf(table: string, ask: Ask) {
    const { body } = await ask({ operation: 'DescribeTable', body: JSON.stringify({ TableName: table }) });
    const { KeySchema, GlobalSecondaryIndexes } = description.parse(JSON.parse(body)).Table;
    const names = (schema: z.output<typeof keySchema>) => schema.map(({ AttributeName }) => AttributeName);
    return { table: names(KeySchema), indexes: GlobalSecondaryIndexes.map((index) => names(index.KeySchema)) };
  }
}
