import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { randomUUID } from 'node:crypto';
import { canonicalJson } from '#domain/canonical.ts';
import { DomainError } from '#domain/errors.ts';
import { VersionConflict, type ProjectKey } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { awaitsDecision } from '#domain/request.ts';
import type { Table } from '#aws/batches.ts';
import { readItem, type Item } from '#aws/items.ts';
import { projectAttributes, projectItem, projectItemKey, writtenBy } from '#aws/ledger-items.ts';

/** Reads a project's item, strongly consistent. */
type ReadProject = (key: ProjectKey) => Promise<Item | undefined>;

const isSameRequest = (before: ProjectRecord | null, next: ProjectRecord): before is ProjectRecord =>
  before?.request.id === next.request.id;

/**
 * Events are appended, not replaced, unless a new request opens, whose predecessor's are in the closed request's item, or a person was
 * erased from them.
 */
const onlyAppends = (before: ProjectRecord | null, next: ProjectRecord): before is ProjectRecord =>
  isSameRequest(before, next) && before.events.every((event, index) => event === next.events[index]);

/** A decision on a waiting request stands in the table only if it was made before the window's end that stands there. */
const IN_TIME = ' AND #request.#expires_at > :decided_at';

/** When a waiting request was decided by this write, by one accept of several too; null when it was not. */
const decisionBetween = (before: ProjectRecord | null, next: ProjectRecord): string | null => {
  if (before === null || !isSameRequest(before, next) || !awaitsDecision(before.request)) return null;
  const { decision, accepted_by } = next.request;
  if (accepted_by.length > before.request.accepted_by.length) return accepted_by.at(-1)?.at ?? null;
  return before.request.decision === null ? (decision?.at ?? null) : null;
};

/** The attributes that differ, as one update under the condition that the item is still as it was in `before`. */
const updateOf = (before: ProjectRecord | null, next: ProjectRecord, writeId: string) => {
  // Which schema the item has is not in the record: the present one is written with every change.
  const { schema: _, ...old } = before === null ? {} : projectAttributes(before);
  const wanted: Record<string, unknown> = { ...projectAttributes(next), write_id: writeId };
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const sets: string[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    if (canonicalJson(value) === canonicalJson(old[name])) continue;
    const appends = name === 'events' && onlyAppends(before, next);
    names[`#${name}`] = name;
    values[`:${name}`] = appends ? next.events.slice(before.events.length) : value;
    sets.push(appends ? '#events = list_append(#events, :events)' : `#${name} = :${name}`);
  }
  const gone = Object.keys(old).filter((name) => !Object.hasOwn(wanted, name));
  for (const name of gone) names[`#${name}`] = name;
  const decidedAt = decisionBetween(before, next);
  if (before !== null) {
    Object.assign(names, { '#version': 'version', '#request': 'request', '#status': 'status' });
    Object.assign(values, { ':version_read': before.version, ':status_read': before.request.status });
  }
  if (decidedAt !== null) {
    names['#expires_at'] = 'expires_at';
    values[':decided_at'] = decidedAt;
  }
  return {
    UpdateExpression: `SET ${sets.join()}${gone.length > 0 ? ` REMOVE ${gone.map((name) => `#${name}`).join()}` : ''}`,
    ConditionExpression:
      before === null
        ? 'attribute_not_exists(pk)'
        : `#version = :version_read AND #request.#status = :status_read${decidedAt === null ? '' : IN_TIME}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(values),
  };
};

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /item size/i.test(error.message);

/**
 * Writes `next` in one conditional UpdateItem.
 *
 * The SDK tries again when an answer gets lost, and then its own first attempt stands in the way of the second. So each call
 * leaves an id of its own: if the item that refuses bears it, the call has succeeded. Equal content would not prove that,
 * for two callers may write the same thing in the same millisecond, and only one of them may go on. If yet another write has
 * replaced the id, this is a conflict like any other, which is safe: the caller reads again and finds what it did.
 * @throws {VersionConflict} with the record that stands there.
 * @throws {DomainError} `body_too_large` when the project's item would exceed what DynamoDB takes (400 KB).
 */
export const writeRecord = async (
  { client, name }: Table,
  readProject: ReadProject,
  before: ProjectRecord | null,
  next: ProjectRecord,
): Promise<void> => {
  const key = { companyId: next.company_id, projectId: next.project_id };
  const writeId = randomUUID();
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: name,
        Key: marshall(projectItemKey(key)),
        ...updateOf(before, next, writeId),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  } catch (error) {
    if (isTooLarge(error)) throw new DomainError('body_too_large', 'The request is too large to be kept.');
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const item = error.Item ?? (await readProject(key));
    if (item !== undefined && readItem(writtenBy, item).write_id === writeId) return;
    throw new VersionConflict(item === undefined ? null : readItem(projectItem, item));
  }
};
