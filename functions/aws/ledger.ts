import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Ledger, ProjectKey } from '#domain/ports.ts';
import { putAll, type Table } from '#aws/batches.ts';
import { readItem, type Item } from '#aws/items.ts';
import { putClosedItem } from '#aws/closed-item.ts';
import { closedItem, closedItemKey, projectItem, projectItemKey } from '#aws/ledger-items.ts';
import { dueProjects, listRequests, openProjects } from '#aws/ledger-listing.ts';
import { readSnapshotItem, snapshotItemKey, snapshotItemOf } from '#aws/snapshot-item.ts';
import { writeRecord } from '#aws/write-record.ts';

/**
 * The ledger in one DynamoDB table: an item per project, per closed request and per snapshot, with the indexes `due` and
 * `by_status`. Neither transactions nor streams: each transition is one conditional write of one item.
 */
export const dynamoLedger = (table: Table): Ledger => {
  const get = async (key: { pk: string; sk: string }): Promise<Item | undefined> => {
    const command = new GetItemCommand({ TableName: table.name, Key: marshall(key), ConsistentRead: true });
    return (await table.client.send(command)).Item;
  };
  const getProject = (key: ProjectKey): Promise<Item | undefined> => get(projectItemKey(key));
  return {
    read: async (key) => {
      const item = await getProject(key);
      return item === undefined ? null : readItem(projectItem, item);
    },
    write: (before, next) => writeRecord(table, getProject, before, next),
    prepare: async (companyId, sha256, snapshot, closed) => {
      const snapshotItem = marshall(snapshotItemOf(companyId, sha256, snapshot));
      await Promise.all([putAll(table, [snapshotItem]), closed && putClosedItem(table, closed)]);
    },
    readSnapshot: async (companyId, sha256) => {
      const item = await get(snapshotItemKey(companyId, sha256));
      return item === undefined ? null : readSnapshotItem(item);
    },
    readClosed: async (key, number) => {
      const item = await get(closedItemKey(key, number));
      return item === undefined ? null : readItem(closedItem, item);
    },
    list: (companyId, filter) => listRequests(table, companyId, filter),
    due: (now) => dueProjects(table, now),
    open: () => openProjects(table),
  };
};
