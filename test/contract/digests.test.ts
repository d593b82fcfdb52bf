import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { connection, NEW_CONNECTION } from '#domain/connection.ts';
import { dynamoDigests } from '#aws/digests.ts';
import { dynamoIntegrations, integrationItemKey } from '#aws/integrations.ts';
import type { Digests } from '#domain/telling.ts';
import { answerInPages } from '#test/support/dynamo-faults.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { afterNoon, aKnownIntegration, anIntegration, aRecord, NOON } from '#test/support/records.ts';

const ledgerUnderTest = ledgerPerTest();
const MAIN = { companyId: 1, integrationId: 'main' };
const DAY = 86_400;
const MUCH_LATER = afterNoon(365 * DAY);

const underTest = () => {
  const { client, table, ledger, another } = ledgerUnderTest();
  return {
    client,
    table,
    ledger,
    integrations: dynamoIntegrations(client, table, () => NOON),
    digests: dynamoDigests(client, table),
    /** As another container sees them. */
    others: () => dynamoDigests(another().client, table),
  };
};

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

const dueAt = async (digests: Digests): Promise<string[]> =>
  (await all(digests.due(MUCH_LATER))).map((due) => due.dueAt);

describe('digests that are due', () => {
  it('are those whose time has come, the first first, of every company', async () => {
    const { digests, integrations, client } = underTest();
    answerInPages(client, 2);
    const times: [companyId: number, id: string, seconds: number][] = [
      [1, 'main', 30],
      [1, 'second', 10],
      [2, 'main', 20],
      [3, 'main', 60],
      [4, 'main', 61],
    ];
    for (const [company_id, id, seconds] of times)
      await integrations.put(anIntegration({ company_id, id }), afterNoon(seconds));
    expect(await all(digests.due(afterNoon(60)))).toEqual(
      [
        { companyId: 1, integrationId: 'second', seconds: 10 },
        { companyId: 2, integrationId: 'main', seconds: 20 },
        { companyId: 1, integrationId: 'main', seconds: 30 },
        { companyId: 3, integrationId: 'main', seconds: 60 },
      ].map(({ seconds, ...key }) => ({ ...key, dueAt: afterNoon(seconds).toISOString() })),
    );
    expect(await all(digests.due(afterNoon(9)))).toEqual([]);
  });

  it('are none of integrations that have no digest, or no longer', async () => {
    const { digests, integrations } = underTest();
    await integrations.put(anIntegration({ id: 'never' }), null);
    await integrations.put(anIntegration(), NOON);
    expect(await all(digests.due(MUCH_LATER))).toEqual([{ ...MAIN, dueAt: NOON.toISOString() }]);
    await integrations.put(anIntegration(), null);
    expect(await all(digests.due(MUCH_LATER))).toEqual([]);
    expect((await integrations.list(1)).map(({ id }) => id)).toEqual(['main', 'never']);
  });

  it('are told apart from projects that are due, in both directions', async () => {
    const { digests, integrations, ledger } = underTest();
    await integrations.put(anIntegration(), NOON);
    await ledger.write(null, aRecord());
    expect(await all(ledger.due(MUCH_LATER))).toEqual([{ companyId: 1, projectId: 42 }]);
    expect(await all(ledger.open())).toEqual([{ companyId: 1, projectId: 42 }]);
    expect(await all(digests.due(MUCH_LATER))).toEqual([{ ...MAIN, dueAt: NOON.toISOString() }]);
  });
});

describe('a digest that was queued', () => {
  it('moves on to the next time', async () => {
    const { digests, integrations } = underTest();
    await integrations.put(anIntegration(), NOON);
    const [due] = await all(digests.due(NOON));
    await digests.moveOn(due!, afterNoon(DAY));
    expect(await all(digests.due(afterNoon(DAY - 1)))).toEqual([]);
    expect(await all(digests.due(afterNoon(DAY)))).toEqual([{ ...MAIN, dueAt: afterNoon(DAY).toISOString() }]);
  });

  it('stays where somebody else has moved it to', async () => {
    const { digests, integrations, others } = underTest();
    await integrations.put(anIntegration(), NOON);
    const [mine] = await all(digests.due(NOON));
    const [theirs] = await all(others().due(NOON));
    await others().moveOn(theirs!, afterNoon(2 * DAY));
    await digests.moveOn(mine!, afterNoon(DAY));
    expect(await dueAt(digests)).toEqual([afterNoon(2 * DAY).toISOString()]);
  });

  it('is moved by one of many movers', async () => {
    const { digests, integrations, others } = underTest();
    await integrations.put(anIntegration(), NOON);
    const [due] = await all(digests.due(NOON));
    await Promise.all(Array.from({ length: 10 }, (_, mover) => others().moveOn(due!, afterNoon(DAY + mover))));
    const [after, ...more] = await all(digests.due(MUCH_LATER));
    expect(more).toEqual([]);
    await digests.moveOn(due!, afterNoon(9 * DAY));
    expect(await all(digests.due(MUCH_LATER))).toEqual([after]);
  });

  it('does not come back to an integration that has none any more, or is gone', async () => {
    const { digests, integrations } = underTest();
    await integrations.put(anIntegration(), NOON);
    const [due] = await all(digests.due(NOON));
    await integrations.put(anIntegration(), null);
    await digests.moveOn(due!, afterNoon(DAY));
    await digests.moveOn({ companyId: 9, integrationId: 'gone', dueAt: NOON.toISOString() }, afterNoon(DAY));
    expect(await all(digests.due(MUCH_LATER))).toEqual([]);
    expect(await integrations.list(9)).toEqual([]);
  });
});

describe('who has a day’s digest', () => {
  it('is nobody at first, then whoever was noted, each day anew', async () => {
    const { digests, integrations, others } = underTest();
    await integrations.put(anIntegration(), NOON);
    expect(await digests.mailedOn(MAIN, '2026-11-23')).toEqual([]);
    await digests.note(MAIN, '2026-11-23', ['approver']);
    await others().note(MAIN, '2026-11-23', ['second-approver', 'owner']);
    expect(await others().mailedOn(MAIN, '2026-11-23')).toEqual(['approver', 'second-approver', 'owner']);
    expect(await digests.mailedOn(MAIN, '2026-11-24')).toEqual([]);
    await digests.note(MAIN, '2026-11-24', ['owner']);
    expect(await digests.mailedOn(MAIN, '2026-11-24')).toEqual(['owner']);
    expect(await digests.mailedOn(MAIN, '2026-11-23')).toEqual([]);
  });

  it('is noted per integration', async () => {
    const { digests, integrations } = underTest();
    const others = [{ companyId: 1, integrationId: 'second' }, { companyId: 2, integrationId: 'main' }]; // prettier-ignore
    await integrations.put(anIntegration(), NOON);
    await integrations.put(anIntegration({ id: 'second' }), NOON);
    await integrations.put(anIntegration({ company_id: 2 }), NOON);
    await digests.note(MAIN, '2026-11-23', ['approver']);
    for (const other of others) expect(await digests.mailedOn(other, '2026-11-23')).toEqual([]);
  });

  it('stays noted over a deployment, and changes nothing of the integration', async () => {
    const { digests, integrations, client, table } = underTest();
    const seen = connection.parse({ state: 'connected', last_seen_at: NOON.toISOString(), version: 1 });
    await integrations.put(anIntegration(), NOON);
    await integrations.connect(MAIN, NEW_CONNECTION, seen);
    await digests.note(MAIN, '2026-11-23', ['approver']);
    await integrations.put(anIntegration({ name: 'Renamed' }), afterNoon(DAY));
    expect(await digests.mailedOn(MAIN, '2026-11-23')).toEqual(['approver']);
    expect(await integrations.list(1)).toEqual([aKnownIntegration({ name: 'Renamed', connection: seen })]);
    const { Item = {} } = await client.send(new GetItemCommand({ TableName: table, Key: integrationItemKey(MAIN) }));
    // Ids, no addresses: the directory stands in `integration` alone.
    const { integration: _, ...rest } = unmarshall(Item);
    expect(JSON.stringify(rest)).not.toContain('@');
  });

  it('is not noted where there is no such integration: none comes into being', async () => {
    const { digests, integrations } = underTest();
    await expect(digests.note({ companyId: 9, integrationId: 'gone' }, '2026-11-23', ['approver'])).rejects.toThrow();
    expect(await digests.mailedOn({ companyId: 9, integrationId: 'gone' }, '2026-11-23')).toEqual([]);
    expect(await integrations.list(9)).toEqual([]);
  });
});
