import { paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Table } from '#aws/batches.ts';
import { companyStatus, projectKeyOf, STATUS_INDEX } from '#aws/ledger-items.ts';
import type { ProjectKey } from '#domain/ports.ts';
import type { RequestStatus } from '#domain/request.ts';

/** A request as the status index knows it. May lag behind the ledger by a moment. */
export interface IndexedRequest extends ProjectKey {
  readonly requestId: string;
  readonly sentAt: string;
}

/** Finds requests by where they stand. It costs reading what it finds, not what there is, except `companies`. */
export interface RequestIndex {
  /** Ids of all companies that ever sent something, by reading the whole index. */
  companies(): Promise<readonly number[]>;
  /** Requests of these companies that stand at one of these statuses, the oldest sending first. */
  standing(companies: readonly number[], statuses: readonly RequestStatus[]): AsyncIterable<IndexedRequest>;
  /** Every project of a company once. One that moves on meanwhile is met before or after. */
  projects(companyId: number): AsyncIterable<ProjectKey>;
}

const indexItem = z.object({ pk: z.string(), sent_at_id: z.string() });

async function* inPartition({ client, name }: Table, partition: string): AsyncGenerator<IndexedRequest, undefined> {
  const pages = paginateQuery(
    { client },
    {
      TableName: name,
      IndexName: STATUS_INDEX,
      KeyConditionExpression: 'company_status = :partition',
      ProjectionExpression: 'pk, sent_at_id',
      ExpressionAttributeValues: marshall({ ':partition': partition }),
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const { pk, sent_at_id } = indexItem.parse(unmarshall(item));
      const [sentAt = '', id = ''] = sent_at_id.split('#');
      const [projectId = '', number = ''] = id.split('-');
      yield { ...projectKeyOf(pk), requestId: `${projectId}-${Number(number)}`, sentAt };
    }
  }
}

/** One after the other from sources that are in order themselves. */
async function* merged(sources: readonly AsyncGenerator<IndexedRequest, undefined>[]): AsyncGenerator<IndexedRequest> {
  const advance = async (source: AsyncGenerator<IndexedRequest, undefined>) => ({
    source,
    next: (await source.next()).value,
  });
  let heads = await Promise.all(sources.map(advance));
  for (;;) {
    const waiting = heads.flatMap(({ source, next }) => (next === undefined ? [] : [{ source, next }]));
    const [first, ...others] = waiting.sort((a, b) => (a.next.sentAt < b.next.sentAt ? -1 : 1));
    if (first === undefined) return;
    yield first.next;
    heads = [await advance(first.source), ...others];
  }
}

/**
 * In the order of a request's life: whatever moves on while this is read is met later. The one step back, from a failed export to
 * its next try, is met by looking at the failed ones twice. A project that is sent again leaves its closed request behind.
 */
const LIFE: readonly RequestStatus[] = [
  'ready_to_export',
  'ready_to_update',
  'failed_to_export',
  'exporting',
  'failed_to_export',
  'synced',
  'rejected',
  'retrieved',
  'expired',
];

const companyItem = z.object({ company_status: z.string() });

/** The index `by_status` of the ledger's table. */
export const dynamoRequestIndex = (table: Table): RequestIndex => ({
  companies: async () => {
    const found = new Set<number>();
    const input = { TableName: table.name, IndexName: STATUS_INDEX, ProjectionExpression: 'company_status' };
    for await (const { Items = [] } of paginateScan({ client: table.client }, input)) {
      for (const item of Items) found.add(Number(companyItem.parse(unmarshall(item)).company_status.split('#')[0]));
    }
    return [...found].sort((a, b) => a - b);
  },
  standing: (companies, statuses) =>
    merged(companies.flatMap((id) => statuses.map((status) => inPartition(table, companyStatus(id, status))))),
  projects: async function* (companyId) {
    const met = new Set<number>();
    for (const status of LIFE) {
      for await (const { projectId } of inPartition(table, companyStatus(companyId, status))) {
        if (met.has(projectId)) continue;
        met.add(projectId);
        yield { companyId, projectId };
      }
    }
  },
});

/** The companies of a deployment: those of the stage file, and whoever else has sent something. */
export const companiesOf = async (listed: readonly number[], index: RequestIndex): Promise<readonly number[]> => {
  const all = new Set([...listed, ...(await index.companies())]);
  return [...all].sort((a, b) => a - b);
};
