import {
  ConditionalCheckFailedException,
  GetItemCommand,
  paginateQuery,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { connection, NEW_CONNECTION, type Connection } from '#domain/connection.ts';
import { integration, keeper, type Integration, type Keeper, type KnownIntegration } from '#domain/integration.ts';
import { VersionConflict, type Clock, type IntegrationKey, type Integrations } from '#domain/ports.ts';
import { cached } from '#aws/cached.ts';
import { companyItemKey } from '#aws/companies.ts';
import { readItem, SCHEMA } from '#aws/items.ts';
import { DIGEST_SHARD } from '#aws/ledger-items.ts';

/** Every call needs the integrations and they change at deployments, so a container asks for them at most once a minute. */
const KEPT_SECONDS = 60;

const item = z.object({
  integration,
  connection,
  // Of older releases: only deployments wrote integrations.
  kept_by: z._default(keeper, 'stage_file'),
});

const partition = (companyId: number | string): string => `C#${companyId}#I`;

/** Primary key of an integration's item. */
export const integrationItemKey = ({ companyId, integrationId }: IntegrationKey) =>
  marshall({ pk: partition(companyId), sk: integrationId });

/** Which integration an item belongs to, by its primary key. */
export const integrationKeyOf = (pk: string, sk: string): IntegrationKey => {
  const companyId = /^C#(\d+)#I$/.exec(pk)?.[1];
  if (companyId === undefined) throw new Error(`${pk} is no integration's key.`);
  return { companyId: Number(companyId), integrationId: sk };
};

const keyOf = ({ company_id, id }: Pick<Integration, 'company_id' | 'id'>) =>
  integrationItemKey({ companyId: company_id, integrationId: id });

/** When the next list of what waits is due; one that is due already stays so. An integration without such lists has no place in the `due` index. */
const dueOf = (digestAt: Date | null) =>
  digestAt === null
    ? { expression: ' REMOVE due_shard, due_at', values: {} }
    : {
        expression: ', due_shard = :shard, due_at = if_not_exists(due_at, :due)',
        values: { ':shard': DIGEST_SHARD, ':due': digestAt.toISOString() },
      };

/** Sends an update whose condition may fail because of what somebody else wrote. @throws {VersionConflict} then. */
const sendOnCondition = async (client: DynamoDBClient, command: UpdateItemCommand): Promise<void> => {
  try {
    await client.send(command);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new VersionConflict(null);
    throw error;
  }
};

/**
 * Integrations as items beside the ledger's: what is configured, who keeps it, and what exports found out, each in an
 * attribute of its own.
 */
export const dynamoIntegrations = (client: DynamoDBClient, table: string, clock: Clock): Integrations => {
  const query = async (companyId: string): Promise<KnownIntegration[]> => {
    const values = marshall({ ':pk': partition(companyId) });
    const input = { TableName: table, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: values };
    const found: KnownIntegration[] = [];
    for await (const { Items = [] } of paginateQuery({ client }, input)) {
      for (const stored of Items) {
        const { integration: configured, ...known } = readItem(item, stored);
        found.push({ ...configured, ...known });
      }
    }
    return found;
  };
  const kept = cached(clock, KEPT_SECONDS, query);

  const put = async (configured: Integration, digestAt: Date | null, keptBy: Keeper = 'stage_file'): Promise<void> => {
    // Before the integration, so that none is without: a company that is listed and has none does no harm.
    await client.send(new UpdateItemCommand({ TableName: table, Key: companyItemKey(configured.company_id) }));
    const due = dueOf(digestAt);
    const command = new UpdateItemCommand({
      TableName: table,
      Key: keyOf(configured),
      UpdateExpression: `SET #schema = :schema, #i = :i, #kept_by = :keeper, #connection = if_not_exists(#connection, :unknown)${due.expression}`,
      ...(keptBy === 'stage_file' && { ConditionExpression: 'attribute_not_exists(#kept_by) OR #kept_by = :keeper' }),
      ExpressionAttributeNames: {
        '#schema': 'schema',
        '#i': 'integration',
        '#kept_by': 'kept_by',
        '#connection': 'connection',
      },
      ExpressionAttributeValues: marshall({
        ':schema': SCHEMA,
        ':i': configured,
        ':keeper': keptBy,
        ':unknown': NEW_CONNECTION,
        ...due.values,
      }),
    });
    await sendOnCondition(client, command);
    kept.forget(String(configured.company_id));
  };

  const handBack: Integrations['handBack'] = async (key) => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: integrationItemKey(key),
      UpdateExpression: 'REMOVE #kept_by',
      // An update makes the item that it does not find.
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#kept_by': 'kept_by' },
    });
    await sendOnCondition(client, command);
    kept.forget(String(key.companyId));
  };

  const read = async (key: IntegrationKey): Promise<Connection | null> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: integrationItemKey(key), ConsistentRead: true }),
    );
    return Item === undefined ? null : readItem(item, Item).connection;
  };

  const connect: Integrations['connect'] = async (key, before, next) => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: integrationItemKey(key),
      UpdateExpression: 'SET #connection = :next',
      // Those of the first release have no version yet.
      ConditionExpression:
        before.version === 0
          ? 'attribute_exists(pk) AND (attribute_not_exists(#connection.#version) OR #connection.#version = :read)'
          : '#connection.#version = :read',
      ExpressionAttributeNames: { '#connection': 'connection', '#version': 'version' },
      ExpressionAttributeValues: marshall({ ':next': next, ':read': before.version }),
    });
    await sendOnCondition(client, command);
  };

  return { list: (companyId) => kept.get(String(companyId)), put, handBack, connection: read, connect };
};
