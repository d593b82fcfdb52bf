import * as z from 'zod/mini';
import type { ProjectKey } from '#domain/ports.ts';
import { closedRequest, projectRecord, type ClosedRequest, type ProjectRecord } from '#domain/project-record.ts';
import { request, type Request, type RequestStatus } from '#domain/request.ts';
import { SCHEMA } from '#aws/items.ts';

/** Finds projects by when the sweeper must look at them: `due_shard`, then `due_at`. Holds only projects that are due some day. */
export const DUE_INDEX = 'due';

/** Finds requests by company and status, then by when they were sent: `company_status`, `sent_at_id`. */
export const STATUS_INDEX = 'by_status';

/**
 * Partitions of the `due` index. One partition takes 1,000 writes a second, and a transition costs it two (out and in), so
 * four let 2,000 transitions a second through, while a sweep costs four small queries. May grow, but never shrink: projects
 * in a partition that nobody reads any more would be forgotten.
 */
const DUE_SHARDS = 4;

/** Partition of the `due` index that holds integrations, by when their next list of what waits is mailed. */
export const DIGEST_SHARD = 'digest';

export const dueShards = Array.from({ length: DUE_SHARDS }, (_, shard) => String(shard));

const padded = (number: number): string => String(number).padStart(9, '0');

/** Primary key of a project's item. */
export const projectItemKey = ({ companyId, projectId }: ProjectKey) => ({
  pk: `C#${companyId}#P#${projectId}`,
  sk: 'PROJECT',
});

/** Primary key of a request that a later one has replaced. */
export const closedItemKey = (key: ProjectKey, number: number) => ({
  pk: projectItemKey(key).pk,
  sk: `R#${padded(number)}`,
});

/** Which project an item of the ledger belongs to, by its partition key. */
export const projectKeyOf = (pk: string): ProjectKey => {
  const [, companyId, projectId] = /^C#(\d+)#P#(\d+)$/.exec(pk) ?? [];
  if (companyId === undefined) throw new Error(`${pk} is no project's key.`);
  return { companyId: Number(companyId), projectId: Number(projectId) };
};

/** Partition of the status index. */
export const companyStatus = (companyId: number, status: RequestStatus): string => `${companyId}#${status}`;

/** Keys in the status index. A closed request and the project that still points at it have the same ones. */
const statusIndexKeys = (request: Request) => ({
  company_status: companyStatus(request.company_id, request.status),
  sent_at_id: `${request.sent_at}#${request.project_id}-${padded(request.number)}`,
});

/** All attributes of a project's item but its primary key. What is never due has no place in the `due` index. */
export const projectAttributes = ({ due_at, ...record }: ProjectRecord): Record<string, unknown> => ({
  schema: SCHEMA,
  ...record,
  ...statusIndexKeys(record.request),
  ...(due_at === null ? {} : { due_at, due_shard: String(record.project_id % DUE_SHARDS) }),
});

/** A project's item, read back. */
export const projectItem = z.extend(projectRecord, { due_at: z._default(projectRecord.shape.due_at, null) });

/** Id of the write that made the item what it is; see `writeRecord`. */
export const writtenBy = z.object({ write_id: z.string() });

/** The whole item of a closed request. */
export const closedItemOf = ({ request, events }: ClosedRequest): Record<string, unknown> => ({
  ...closedItemKey({ companyId: request.company_id, projectId: request.project_id }, request.number),
  schema: SCHEMA,
  request,
  events,
  ...statusIndexKeys(request),
});

export const closedItem = closedRequest;

/** What a list shows of a project's or a closed request's item. */
export const listedItem = z.object({ request });
