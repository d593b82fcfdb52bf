import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { Clock } from '#domain/ports.ts';
import { readItem, SCHEMA, type Item } from '#aws/items.ts';
import { parseJson, UnreadableSecret } from '#aws/secrets.ts';
import { writeSecret } from '#aws/write-secret.ts';
import type { SharedTokensOf, TokenOwner } from '#erp/container-tokens.ts';
import { tokenLine, type Published, type SignInLease, type TokenVault } from '#erp/token-line.ts';

const published = z.object({ number: z.int(), version: z.string() });
const item = z.object({ published: z._default(z.nullable(published), null) });

const publishedIn = (found: Item | undefined): Published | null =>
  found === undefined ? null : readItem(item, found).published;

/** A partition of its own, so that functions can be let at leases and at nothing else of the ledger: lib/ledger-table.ts. */
const leaseKey = ({ company_id, id, erp }: TokenOwner) => marshall({ pk: `C#${company_id}#T`, sk: `${id}#${erp}` });

/** The lease as one item of the ledger's table. Times are the callers' clocks, which AWS keeps within milliseconds. */
const dynamoLease = (client: DynamoDBClient, table: string, clock: Clock, owner: TokenOwner): SignInLease => {
  const key = { TableName: table, Key: leaseKey(owner) };
  const names = { '#holder': 'holder', '#until': 'until' };

  /** False when the item is not in the state that the update wants. */
  const change = async (
    input: Pick<UpdateItemCommand['input'], 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames'>,
    values: Readonly<Record<string, unknown>>,
  ): Promise<Item | null> => {
    try {
      const command = {
        ...key,
        ...input,
        ExpressionAttributeValues: marshall(values),
        ReturnValues: 'ALL_NEW',
      } as const;
      return (await client.send(new UpdateItemCommand(command))).Attributes ?? {};
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null;
      throw error;
    }
  };

  return {
    published: async () => publishedIn((await client.send(new GetItemCommand({ ...key, ConsistentRead: true }))).Item),
    take: async (holder, until) => {
      const taken = await change(
        {
          UpdateExpression: 'SET #schema = :schema, #holder = :holder, #until = :until',
          // The last: the SDK asks again when an answer gets lost, and then it is its own first attempt that holds the lease.
          ConditionExpression: 'attribute_not_exists(#holder) OR #until < :now OR #holder = :holder',
          ExpressionAttributeNames: { ...names, '#schema': 'schema' },
        },
        { ':schema': SCHEMA, ':holder': holder, ':until': until.toISOString(), ':now': clock().toISOString() },
      );
      return taken === null ? { isTaken: false, published: null } : { isTaken: true, published: publishedIn(taken) };
    },
    publish: async (holder, next) => {
      const done = await change(
        {
          UpdateExpression: 'SET #published = :next REMOVE #holder, #until',
          // The same again: by its answer that got lost, the first attempt has published and given the lease back.
          ConditionExpression: '#holder = :holder OR #published.#version = :version',
          ExpressionAttributeNames: { ...names, '#published': 'published', '#version': 'version' },
        },
        { ':next': next, ':holder': holder, ':version': next.version },
      );
      return done !== null;
    },
    release: async (holder) => {
      const release = {
        UpdateExpression: 'REMOVE #holder, #until',
        ConditionExpression: '#holder = :holder',
        ExpressionAttributeNames: names,
      };
      await change(release, { ':holder': holder });
    },
  };
};

/** The tokens as the versions of a secret of their own. */
const secretVault = (client: SecretsManagerClient, secretId: string): TokenVault => ({
  read: async (version) => {
    try {
      const asked = { SecretId: secretId, ...(version !== undefined && { VersionId: version }) };
      const { SecretString = '', VersionId = '' } = await client.send(new GetSecretValueCommand(asked));
      const line = tokenLine.safeParse(parseJson(SecretString));
      if (!line.success) throw new UnreadableSecret(secretId);
      return { line: line.data, version: VersionId };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return null;
      throw error;
    }
  },
  write: (line) => {
    const description = 'Tokens of a sign-in that replaces them; written by the functions that use them.';
    return writeSecret(client, { name: secretId, description }, line);
  },
});

/** Where an ERP's functions find each other's tokens. */
interface TokenPlaces {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
  readonly secrets: SecretsManagerClient;
  /** Tokens stand in the secrets `<prefix>/<company_id>/<integration_id>/<erp>/tokens`. */
  readonly prefix: string;
  readonly clock: Clock;
}

/** The tokens that an ERP's functions share: values in Secrets Manager, who may replace them in the ledger's table. */
export const awsSharedTokens =
  ({ dynamo, table, secrets, prefix, clock }: TokenPlaces): SharedTokensOf =>
  (owner) => ({
    vault: secretVault(secrets, `${prefix}/${owner.company_id}/${owner.id}/${owner.erp}/tokens`),
    lease: dynamoLease(dynamo, table, clock, owner),
  });
