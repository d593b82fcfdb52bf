import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { projectAttributes } from '#aws/ledger-items.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import { accept, acceptInPart, heard, reject, retrieve } from '#domain/life.ts';
import { send } from '#domain/opening.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { afterNoon, anActing, aPerson, aRecord, aSent } from '#test/support/records.ts';

const underTest = () => {
  const client = new DynamoDBClient({ region: 'eu-west-1' });
  return { ledger: dynamoLedger({ client, name: 'ledger' }), dynamo: mockClient(client) };
};

const refusal = (Item: Record<string, AttributeValue>) =>
  new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {}, Item });

const itemOf = (record: ProjectRecord, writeId: unknown) =>
  marshall({ ...projectAttributes(record), write_id: writeId });

const sent = aRecord();
const waiting = heard(sent, 'token', afterNoon(1));
const accepted = accept(waiting, anActing({ at: afterNoon(2) }), {});

// DynamoDB hands out the item that refused a write; dynalite, on which the contract suite runs, does not.
describe('an item that comes with the refusal', () => {
  it('is what the conflict tells of, without another read', async () => {
    const { ledger, dynamo } = underTest();
    dynamo.on(UpdateItemCommand).rejects(refusal(itemOf(waiting, 'another')));
    await expect(ledger.write(null, sent)).rejects.toMatchObject({ name: 'VersionConflict', current: waiting });
    expect(dynamo.commandCalls(GetItemCommand)).toHaveLength(0);
  });

  it('is success when this very call wrote it', async () => {
    const { ledger, dynamo } = underTest();
    dynamo.on(UpdateItemCommand).callsFake(({ ExpressionAttributeValues = {} }: UpdateItemCommandInput) => {
      throw refusal(itemOf(accepted, unmarshall(ExpressionAttributeValues)[':write_id']));
    });
    await expect(ledger.write(waiting, accepted)).resolves.toBeUndefined();
  });
});

describe('the update', () => {
  const updateOf = async (before: ProjectRecord | null, next: ProjectRecord) => {
    const { ledger, dynamo } = underTest();
    dynamo.on(UpdateItemCommand).resolves({});
    await ledger.write(before, next);
    const input = dynamo.commandCalls(UpdateItemCommand)[0]?.args[0].input;
    return { ...input, values: unmarshall(input?.ExpressionAttributeValues ?? {}) };
  };

  it('holds what changed and nothing else', async () => {
    const { UpdateExpression, ConditionExpression, ReturnValuesOnConditionCheckFailure, values } = await updateOf(
      sent,
      waiting,
    );
    expect(UpdateExpression).toBe(
      'SET #schema = :schema,#version = :version,#task_token = :task_token,#due_at = :due_at,#write_id = :write_id',
    );
    expect(ConditionExpression).toBe('#version = :version_read AND #request.#status = :status_read');
    expect(ReturnValuesOnConditionCheckFailure).toBe('ALL_OLD');
    expect(values).toMatchObject({ ':version_read': 1, ':status_read': 'ready_to_export', ':version': 2 });
  });

  it('appends the events of the same request', async () => {
    const { UpdateExpression, values } = await updateOf(waiting, accepted);
    expect(UpdateExpression).toContain('#events = list_append(#events, :events)');
    expect(values[':events']).toEqual(accepted.events.slice(1));
  });

  it('replaces the events when a new request opens', async () => {
    const retrieved = retrieve(sent, aPerson(), afterNoon(1));
    const second = send(retrieved, aSent({ at: afterNoon(2), idempotencyKey: 'key-2' }));
    const { UpdateExpression, values } = await updateOf(retrieved, second);
    expect(UpdateExpression).toContain('#events = :events');
    expect(values[':events']).toEqual(second.events);
  });

  it.each([
    ['an accept', accepted],
    ['a reject', reject(waiting, anActing({ at: afterNoon(2) }), 'Wrong customer.')],
    ['one of several accepts', acceptInPart(waiting, anActing({ at: afterNoon(2) }), {})],
  ])('T11: of %s expects that the window which stands in the table ends later', async (_, next) => {
    const { ConditionExpression, ExpressionAttributeNames, values } = await updateOf(waiting, next);
    expect(ConditionExpression).toBe(
      '#version = :version_read AND #request.#status = :status_read AND #request.#expires_at > :decided_at',
    );
    expect(ExpressionAttributeNames).toMatchObject({ '#request': 'request', '#expires_at': 'expires_at' });
    expect(values[':decided_at']).toBe(afterNoon(2).toISOString());
  });

  it('of a first sending expects that nothing is there', async () => {
    const { ConditionExpression } = await updateOf(null, sent);
    expect(ConditionExpression).toBe('attribute_not_exists(pk)');
  });
});

describe('reads of single items', () => {
  it('are strongly consistent', async () => {
    const { ledger, dynamo } = underTest();
    dynamo.on(GetItemCommand).resolves({});
    await ledger.read({ companyId: 1, projectId: 42 });
    await ledger.readClosed({ companyId: 1, projectId: 42 }, 1);
    await ledger.readSnapshot(1, 'a'.repeat(64));
    const inputs = dynamo.commandCalls(GetItemCommand).map(({ args: [{ input }] }) => input);
    expect(inputs.map(({ ConsistentRead }) => ConsistentRead)).toEqual([true, true, true]);
  });
});

describe('any other refusal', () => {
  it('reaches the caller as it is', async () => {
    const { ledger, dynamo } = underTest();
    dynamo.on(UpdateItemCommand).rejects(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
    await expect(ledger.write(null, sent)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  // The sentence AWS uses for updates; dynalite's is covered by the contract suite.
  it('for size is told as such', async () => {
    const { ledger, dynamo } = underTest();
    const message = 'Item size to update has exceeded the maximum allowed size';
    dynamo.on(UpdateItemCommand).rejects(Object.assign(new Error(message), { name: 'ValidationException' }));
    await expect(ledger.write(null, sent)).rejects.toMatchObject({ code: 'body_too_large' });
  });
});
