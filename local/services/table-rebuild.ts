import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Admit } from '#local/access/guard.ts';
import { writeWhole } from '#local/private-file.ts';
import { serveTables, type TableDefinition, type TableServer } from '#local/services/table.ts';

const description = z.object({ Table: z.object({ TableStatus: z.string() }) });
const listing = z.object({ TableNames: z.array(z.string()).max(1) });
const page = z.object({ Items: z.array(z.json()), LastEvaluatedKey: z.json().optional() });

/** What BatchWriteItem takes at once. */
const BATCH = 25;

const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

const create = async (tables: TableServer, definition: TableDefinition): Promise<void> => {
  await tables.call('CreateTable', definition);
  for (;;) {
    const { Table } = description.parse(await tables.call('DescribeTable', { TableName: definition.TableName }));
    if (Table.TableStatus === 'ACTIVE') return;
    await pause(1);
  }
};

/** Copies what the former table holds, whatever it was called. */
const copy = async (from: TableServer, to: TableServer, table: string): Promise<void> => {
  const [formerTable] = listing.parse(await from.call('ListTables', {})).TableNames;
  if (formerTable === undefined) return;
  let start: z.output<typeof page>['LastEvaluatedKey'];
  do {
    const scan = { TableName: formerTable, ...(start !== undefined && { ExclusiveStartKey: start }) };
    const { Items, LastEvaluatedKey } = page.parse(await from.call('Scan', scan));
    for (let at = 0; at < Items.length; at += BATCH) {
      const puts = Items.slice(at, at + BATCH).map((Item) => ({ PutRequest: { Item } }));
      await to.call('BatchWriteItem', { RequestItems: { [table]: puts } });
    }
    start = LastEvaluatedKey;
  } while (start !== undefined);
};

const rebuild = async (folder: string, definition: TableDefinition): Promise<void> => {
  const [rebuilt, former] = [`${folder}.rebuilt`, `${folder}.former`];
  remove(rebuilt);
  const to = await serveTables(rebuilt);
  await create(to, definition);
  if (existsSync(folder)) {
    remove(former);
    const from = await serveTables(folder);
    await copy(from, to, definition.TableName);
    await from.close();
    renameSync(folder, former);
  }
  await to.close();
  renameSync(rebuilt, folder);
  remove(former);
};

/**
 * Serves the table in `folder`. dynalite writes an item and its index entries one after the other, so a process killed in
 * between leaves indexes that disagree with their table; and a new version may define the table anew. In both cases the
 * items move into a fresh table first. Killed while it does that, it does it again. Afterwards it answers who is let through.
 */
export const openTable = async (
  folder: string,
  definition: TableDefinition,
  wasKilled: boolean,
  admit?: Admit,
): Promise<TableServer> => {
  const former = `${folder}.former`;
  if (!existsSync(folder) && existsSync(former)) renameSync(former, folder);
  const definitionFile = `${folder}.json`;
  const text = JSON.stringify(definition);
  const isCurrent = existsSync(folder) && existsSync(definitionFile) && readFileSync(definitionFile, 'utf8') === text;
  if (wasKilled || !isCurrent) {
    await rebuild(folder, definition);
    writeWhole(definitionFile, text);
  }
  return serveTables(folder, admit);
};
