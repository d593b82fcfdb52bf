import { paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { ProjectKey, RequestFilter } from '#domain/ports.ts';
import { isOpen, requestStatus, type Request, type RequestStatus } from '#domain/request.ts';
import { getAll, type Table } from '#aws/batches.ts';
import { readItem, type Item } from '#aws/items.ts';
import { companyStatus, DUE_INDEX, dueShards, listedItem, projectKeyOf, STATUS_INDEX } from '#aws/ledger-items.ts';

const listedKey = z.object({ pk: z.string(), sk: z.string(), sent_at_id: z.string() });
type ListedKey = z.infer<typeof listedKey>;

/** The keys of a company's requests in one status, the oldest first: `company_status` of the status index. */
export async function* listedKeys({ client, name }: Table, partition: string): AsyncGenerator<ListedKey> {
  const pages = paginateQuery(
    { client },
    {
      TableName: name,
      IndexName: STATUS_INDEX,
      KeyConditionExpression: 'company_status = :partition',
      ProjectionExpression: 'pk, sk, sent_at_id',
      ExpressionAttributeValues: marshall({ ':partition': partition }),
    },
  );
  for await (const { Items = [] } of pages) for (const item of Items) yield listedKey.parse(unmarshall(item));
}

/**
 * Requests of a company, newest first, and how many there are.
 *
 * Reads the keys of all of them, which costs what counting them costs (some 8,000 fit into one page of a query). A count alone
 * would be wrong: between `prepare` and `write`, and for ever if a crash came between, a closed request is there twice.
 */
export const listRequests = async (
  table: Table,
  companyId: number,
  { status, page, perPage }: RequestFilter,
): Promise<{ requests: Request[]; total: number }> => {
  const statuses: readonly RequestStatus[] = status === undefined ? requestStatus.options : [status];
  const byRequest = new Map<string, ListedKey>();
  const collect = async (one: RequestStatus): Promise<void> => {
    for await (const key of listedKeys(table, companyStatus(companyId, one))) byRequest.set(key.sent_at_id, key);
  };
  await Promise.all(statuses.map(collect));
  const newestFirst = [...byRequest.keys()].sort().reverse();
  const shown = newestFirst.slice((page - 1) * perPage, page * perPage).flatMap((id) => byRequest.get(id) ?? []);
  return { requests: await readListed(table, shown), total: newestFirst.length };
};

/** Requests in the order of their keys. */
const readListed = async (table: Table, keys: readonly ListedKey[]): Promise<Request[]> => {
  const primary = keys.map(({ pk, sk }): Item => marshall({ pk, sk }));
  const items = await getAll(table, primary, ['pk', 'sk', 'schema', 'request']);
  const requests = new Map(
    items.map((item) => [`${item['pk']?.S} ${item['sk']?.S}`, readItem(listedItem, item).request]),
  );
  return keys.flatMap(({ pk, sk }) => requests.get(`${pk} ${sk}`) ?? []);
};

/** Keys read at once, of each shard: what a sweep gets through in seconds, so that one that ends early has read little for nothing. */
const DUE_PAGE = 500;

const dueKey = z.object({ pk: z.string(), due_at: z.string() });
type DueKey = z.infer<typeof dueKey>;

async function* dueInShard({ client, name }: Table, shard: string, now: Date): AsyncGenerator<DueKey, undefined> {
  const pages = paginateQuery(
    { client, pageSize: DUE_PAGE },
    {
      TableName: name,
      IndexName: DUE_INDEX,
      KeyConditionExpression: 'due_shard = :shard AND due_at <= :now',
      ExpressionAttributeValues: marshall({ ':shard': shard, ':now': now.toISOString() }),
    },
  );
  for await (const { Items = [] } of pages) for (const item of Items) yield dueKey.parse(unmarshall(item));
}

/** Projects that are due, oldest first: merges the shards, each of which is in order. */
export async function* dueProjects(table: Table, now: Date): AsyncGenerator<ProjectKey> {
  const shards = dueShards.map((shard) => dueInShard(table, shard, now));
  let heads = await Promise.all(shards.map(async (shard) => ({ shard, next: (await shard.next()).value })));
  for (;;) {
    const waiting = heads.flatMap(({ shard, next }) => (next === undefined ? [] : [{ shard, next }]));
    const [first, ...others] = waiting.sort((a, b) => (a.next.due_at < b.next.due_at ? -1 : 1));
    if (first === undefined) return;
    yield projectKeyOf(first.next.pk);
    heads = [{ shard: first.shard, next: (await first.shard.next()).value }, ...others];
  }
}

const statusOf = z.pipe(
  z.string(),
  z.transform((text) => text.split('#')[1]),
);
const openKey = z.object({ pk: z.string(), company_status: statusOf });

/** Every project with an open request, by a scan of the status index, whose items are a fraction of the table's. */
export async function* openProjects({ client, name }: Table): AsyncGenerator<ProjectKey> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: name, IndexName: STATUS_INDEX })) {
    for (const item of Items) {
      const { pk, company_status } = openKey.parse(unmarshall(item));
      // Items of replaced requests are closed, so what is open is a project.
      if (isOpen({ status: requestStatus.parse(company_status) })) yield projectKeyOf(pk);
    }
  }
}
