import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoIntegrations, integrationItemKey, integrationKeyOf } from '#aws/integrations.ts';
import { connection, NEW_CONNECTION } from '#domain/connection.ts';
import { VersionConflict } from '#domain/ports.ts';
import { answerInPages, recordCommands } from '#test/support/dynamo-faults.ts';
import { startDynamo, type TestDynamo } from '#test/support/dynamo.ts';
import { afterNoon, aKnownIntegration, anApprover, anIntegration, aPolicy, NOON } from '#test/support/records.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const underTest = async () => {
  const table = await dynamo.newTable();
  const time = { seconds: 0 };
  const another = () => {
    const client = dynamo.newClient();
    return { client, integrations: dynamoIntegrations(client, table, () => afterNoon(time.seconds)) };
  };
  return { ...another(), another, table, time };
};

const connected = connection.parse({ state: 'connected', last_seen_at: NOON.toISOString(), version: 1 });
const MAIN = { companyId: 1, integrationId: anIntegration().id };

describe('integrations', () => {
  it('are read as they were put, by company, with a connection nobody knows of yet', async () => {
    const { integrations } = await underTest();
    const settings = { url: 'https://erp.example.com', retries: 3, nested: { list: [1.5, null, true, ''] } };
    const second = anIntegration({
      id: 'second',
      is_default: false,
      settings,
      policy: aPolicy({ four_eyes: false, approval_window: 'P1D', reminder_after: ['PT1H', 'PT2H'] }),
    });
    await integrations.put(anIntegration(), null);
    await integrations.put(second, null);
    await integrations.put(anIntegration({ company_id: 2 }), null);
    expect(await integrations.list(1)).toEqual([aKnownIntegration(), aKnownIntegration(second)]);
    expect(await integrations.list(2)).toEqual([aKnownIntegration({ company_id: 2 })]);
    expect(await integrations.list(12)).toEqual([]);
  });

  it('come whole, however DynamoDB cuts its pages', async () => {
    const { integrations, client } = await underTest();
    answerInPages(client, 2);
    for (let id = 1; id <= 5; id += 1) await integrations.put(anIntegration({ id: `erp-${id}` }), null);
    expect((await integrations.list(1)).map(({ id }) => id)).toEqual(['erp-1', 'erp-2', 'erp-3', 'erp-4', 'erp-5']);
  });

  it('put again keep what exports found out', async () => {
    const { integrations } = await underTest();
    await integrations.put(anIntegration(), null);
    await integrations.connect(MAIN, NEW_CONNECTION, connected);
    const changed = anIntegration({ name: 'Renamed', approvers: [anApprover({ id: 'other' })] });
    await integrations.put(changed, null);
    expect(await integrations.list(1)).toEqual([aKnownIntegration({ ...changed, connection: connected })]);
  });

  it('that are gone are not made by an export that ends late', async () => {
    const { integrations } = await underTest();
    const gone = { companyId: 1, integrationId: 'gone' };
    await expect(integrations.connect(gone, NEW_CONNECTION, connected)).rejects.toThrow(VersionConflict);
    expect(await integrations.list(1)).toEqual([]);
  });

  it('that operators keep are not written by the stage file, until they are handed back', async () => {
    const { integrations } = await underTest();
    const theirs = anIntegration({ name: 'As operators want it' });
    await integrations.put(anIntegration(), null);
    await integrations.put(theirs, null, 'operators');
    expect(await integrations.list(1)).toEqual([aKnownIntegration({ ...theirs, kept_by: 'operators' })]);
    await expect(integrations.put(anIntegration(), null, 'stage_file')).rejects.toThrow(VersionConflict);
    expect((await integrations.list(1))[0]?.name).toBe('As operators want it');
    await integrations.handBack(MAIN);
    expect(await integrations.list(1)).toEqual([aKnownIntegration(theirs)]);
    await integrations.put(anIntegration(), null, 'stage_file');
    expect((await integrations.list(1))[0]?.name).toBe('Main ERP');
  });

  it('that are not there are not made by handing them back', async () => {
    const { integrations } = await underTest();
    await expect(integrations.handBack(MAIN)).rejects.toThrow(VersionConflict);
    expect(await integrations.list(1)).toEqual([]);
  });

  it('of a release that did not say who keeps them are those of the stage file', async () => {
    const { integrations, client, table } = await underTest();
    await integrations.put(anIntegration(), null);
    const Key = integrationItemKey(MAIN);
    await client.send(new UpdateItemCommand({ TableName: table, Key, UpdateExpression: 'REMOVE kept_by' }));
    expect((await integrations.list(1))[0]?.kept_by).toBe('stage_file');
    await integrations.put(anIntegration({ name: 'Renamed' }), null, 'stage_file');
    expect((await integrations.list(1))[0]?.name).toBe('Renamed');
  });

  it('are asked for once a minute, and at once after an own change', async () => {
    const { integrations, another, client, time } = await underTest();
    await integrations.put(anIntegration(), null);
    const sent = recordCommands(client);
    await integrations.list(1);
    await another().integrations.put(anIntegration({ name: 'Renamed elsewhere' }), null);
    time.seconds = 59;
    expect((await integrations.list(1))[0]?.name).toBe('Main ERP');
    time.seconds = 60;
    expect((await integrations.list(1))[0]?.name).toBe('Renamed elsewhere');
    await integrations.put(anIntegration({ name: 'Renamed here' }), null);
    expect((await integrations.list(1))[0]?.name).toBe('Renamed here');
    expect(sent).toEqual(['Query', 'Query', 'UpdateItem', 'UpdateItem', 'Query']);
  });

  it('written in a schema this release does not know are refused by name', async () => {
    const { integrations, client, table } = await underTest();
    await client.send(new PutItemCommand({ TableName: table, Item: marshall({ pk: 'C#1#I', sk: 'main', schema: 9 }) }));
    await expect(integrations.list(1)).rejects.toThrow('written in schema 9');
  });

  it('are known by their key, and nothing else is taken for one', () => {
    const key = { companyId: 12, integrationId: 'main-erp' };
    const { pk, sk } = integrationItemKey(key);
    expect(integrationKeyOf(pk?.S ?? '', sk?.S ?? '')).toEqual(key);
    for (const pk of ['C#1#P#42', 'C#1#S', 'C##I', 'C#1#I#2', 'xC#1#I', '']) {
      expect(() => integrationKeyOf(pk, 'main')).toThrow(`${pk} is no integration's key.`);
    }
  });
});
