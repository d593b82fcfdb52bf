import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { openTable } from '#local/services/table-rebuild.ts';
import type { TableServer } from '#local/services/table.ts';
import { aFolder } from '#test/local/folders.ts';
import { tableDefinition } from '#test/local/table-definition.ts';

const { TableName } = tableDefinition;
const items = z.object({
  Items: z.array(z.object({ pk: z.object({ S: z.string() }), number: z.object({ S: z.string() }) })),
});

const open = async (folder: string, wasKilled = false, definition = tableDefinition): Promise<TableServer> => {
  const table = await openTable(folder, definition, wasKilled);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await table.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...table, close };
};

const put = (table: TableServer, number: number) =>
  table.call('PutItem', {
    TableName,
    Item: { pk: { S: `item-${number}` }, kind: { S: 'open' }, number: { S: String(number).padStart(8, '0') } },
  });

const numbers = ({ Items }: z.output<typeof items>): Record<string, number> =>
  Object.fromEntries(Items.map(({ pk, number }) => [pk.S, Number(number.S)]));

const inTable = async (table: TableServer) => numbers(items.parse(await table.call('Scan', { TableName })));

const inIndex = async (table: TableServer, IndexName = 'by_number') => {
  const query = {
    TableName,
    IndexName,
    KeyConditionExpression: 'kind = :open',
    ExpressionAttributeValues: { ':open': { S: 'open' } },
  };
  const found = items.parse(await table.call('Query', query));
  return { count: found.Items.length, numbers: numbers(found) };
};

describe('the table', () => {
  it('is there again after a stop', async () => {
    const folder = join(aFolder(), 'table');
    const first = await open(folder);
    await put(first, 1);
    await first.close();
    expect(await inTable(await open(folder))).toEqual({ 'item-1': 1 });
  });

  it('takes its items along into a new definition', async () => {
    const folder = join(aFolder(), 'table');
    const first = await open(folder);
    for (let number = 0; number < 60; number += 1) await put(first, number);
    await first.close();
    const [index] = tableDefinition.GlobalSecondaryIndexes;
    const renamed = { ...tableDefinition, GlobalSecondaryIndexes: [{ ...index!, IndexName: 'other' }] };
    const second = await open(folder, false, renamed);
    expect((await inIndex(second, 'other')).count).toBe(60);
  });

  it('makes its indexes anew after a kill', async () => {
    const folder = join(aFolder(), 'table');
    const [index] = tableDefinition.GlobalSecondaryIndexes;
    const lacking = { ...tableDefinition, GlobalSecondaryIndexes: [{ ...index!, IndexName: 'another' }] };
    const first = await open(folder, false, lacking);
    await put(first, 1);
    await first.close();
    // As if a kill had come between the write of the item and that of its index entry.
    writeFileSync(`${folder}.json`, JSON.stringify(tableDefinition));
    expect(await inIndex(await open(folder, true))).toEqual({ count: 1, numbers: { 'item-1': 1 } });
  });

  it.each([
    ['before', '.former'],
    ['while', '.rebuilt'],
  ])('survives a kill %s its parts change places', async (_, ending) => {
    const folder = join(aFolder(), 'table');
    const first = await open(folder);
    await put(first, 1);
    await first.close();
    if (ending === '.former') renameSync(folder, folder + ending);
    else await (await open(`${folder}.rebuilt`)).close();
    expect(await inTable(await open(folder, true))).toEqual({ 'item-1': 1 });
    expect(existsSync(folder + ending)).toBe(false);
  });

  it('outlives callers that hang up within a request', async () => {
    const table = await open(join(aFolder(), 'table'));
    const sending = request(table.url, { method: 'POST', headers: { 'content-length': 1000 } });
    sending.on('error', () => undefined);
    sending.write('{"half');
    await once(sending, 'socket');
    sending.destroy();
    await put(table, 1);
    expect(await inTable(table)).toEqual({ 'item-1': 1 });
  });
});

/** Lets a process write from `from` on, kills it after `stored` items, and gives the last one that it knew to be stored. */
const writeUntilKilled = async (folder: string, from: number, stored: number): Promise<number> => {
  const script = fileURLToPath(new URL('table-writer.ts', import.meta.url));
  const writer = spawn(process.execPath, [script, folder, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = from - 1;
  for await (const line of createInterface(writer.stdout)) {
    last = Number(line);
    if (last >= from + stored) writer.kill('SIGKILL');
  }
  return last;
};

it('after kill -9 holds everything that was stored, and an index that agrees', async () => {
  const folder = join(aFolder(), 'table');
  let next = 0;
  for (const stored of [0, 37, 90]) next = (await writeUntilKilled(folder, next, stored)) + 1;
  const table = await open(folder, true);
  const [known, index] = [await inTable(table), await inIndex(table)];
  expect(Math.max(...Object.values(known))).toBeGreaterThanOrEqual(next - 1);
  expect(index).toEqual({ count: Object.keys(known).length, numbers: known });
});
