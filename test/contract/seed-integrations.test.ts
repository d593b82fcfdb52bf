import { expect, it } from 'vitest';
import { connection, NEW_CONNECTION } from '#domain/connection.ts';
import { dynamoDigests } from '#aws/digests.ts';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { afterNoon, anIntegration, aPolicy, NOON } from '#test/support/records.ts';
import { seedIntegrations } from '#use-cases/seed-integrations.ts';

const underTest = ledgerPerTest();
const clock = () => NOON;

it('keeps an integration that left the stage file, but no longer as the default', async () => {
  const { client, table } = underTest();
  const store = dynamoIntegrations(client, table, clock);
  const deps = { integrations: store, clock, warn: () => undefined };
  const first = [anIntegration({ id: 'accounting' }), anIntegration({ company_id: 2, id: 'accounting' })];
  await seedIntegrations(deps, first, []);
  const seen = connection.parse({ state: 'connected', last_seen_at: NOON.toISOString(), version: 1 });
  await store.connect({ companyId: 1, integrationId: 'accounting' }, NEW_CONNECTION, seen);
  await seedIntegrations(deps, [anIntegration({ id: 'tryton-erp', erp: 'tryton' })], first);
  expect((await store.list(1)).map(({ id, is_default, connection }) => [id, is_default, connection.state])).toEqual([
    ['accounting', false, 'connected'],
    ['tryton-erp', true, 'unknown'],
  ]);
  expect((await store.list(2)).map(({ id, is_default }) => [id, is_default])).toEqual([['accounting', false]]);
});

it('leaves a company alone whose integrations operators keep, and tells of it when the stage file lists it', async () => {
  const { client, table } = underTest();
  const store = dynamoIntegrations(client, table, clock);
  const told: unknown[] = [];
  const deps = { integrations: store, clock, warn: (...warning: unknown[]) => void told.push(warning) };
  const names = async (companyId: number) => (await store.list(companyId)).map(({ name }) => name);
  const first = [anIntegration(), anIntegration({ company_id: 2 })];
  await seedIntegrations(deps, first, []);
  await store.put(anIntegration({ name: 'As operators want it' }), null, 'operators');

  const renamed = first.map((each) => ({ ...each, name: 'Renamed in the file' }));
  const another = anIntegration({ id: 'another', is_default: false, serves: [{ field: 'office', values: [7] }] });
  await seedIntegrations(deps, [...renamed, another], first);
  expect(await names(1)).toEqual(['As operators want it']);
  expect(await names(2)).toEqual(['Renamed in the file']);
  expect(told).toEqual([['stage_file_overruled_by_operators', { company_id: 1 }]]);

  await seedIntegrations(deps, [renamed[1]!], renamed);
  expect((await store.list(1)).map(({ is_default }) => is_default)).toEqual([true]);
  expect(told).toHaveLength(1);
});

it('overwrites nothing of operators who take a company over at the same moment', async () => {
  const { client, table, another } = underTest();
  const told: string[] = [];
  const store = dynamoIntegrations(client, table, clock);
  await seedIntegrations({ integrations: store, clock, warn: () => undefined }, [anIntegration()], []);
  // What the deployment knows from now on is a moment old.
  await store.list(1);
  const operators = dynamoIntegrations(another().client, table, clock);
  await operators.put(anIntegration({ name: 'As operators want it' }), null, 'operators');
  const deps = { integrations: store, clock, warn: (message: string) => void told.push(message) };
  await seedIntegrations(deps, [anIntegration({ name: 'Renamed in the file' })], []);
  expect((await operators.list(1)).map(({ name }) => name)).toEqual(['As operators want it']);
  expect(told).toEqual(['stage_file_overruled_by_operators']);
});

it('has the next list of what waits fall due by each policy, and none where there is none', async () => {
  const { client, table, ledger } = underTest();
  const deps = { integrations: dynamoIntegrations(client, table, clock), clock, warn: () => undefined };
  const digests = dynamoDigests(client, table);
  const due = async () => {
    const found: string[] = [];
    for await (const { companyId, integrationId, dueAt } of digests.due(afterNoon(7 * 86_400)))
      found.push(`${companyId} ${integrationId} ${dueAt}`);
    return found;
  };
  const digest = { at: '08:00' };
  const daily = anIntegration({ id: 'daily', policy: aPolicy({ digest }) });
  const fridays = anIntegration({
    company_id: 2,
    id: 'fridays',
    policy: aPolicy({ digest, calendar: { time_zone: 'Europe/Berlin', working_days: ['fri'], holidays: [] } }),
  });
  const never = anIntegration({ company_id: 3, id: 'never' });
  await seedIntegrations(deps, [daily, fridays, never], []);
  expect(await due()).toEqual(['1 daily 2026-11-24T08:00:00.000Z', '2 fridays 2026-11-27T07:00:00.000Z']);

  // What left the stage file still lists what waits; whose policy has no list any more is no longer due.
  const replaced = anIntegration({ id: 'another' });
  await seedIntegrations(deps, [replaced, { ...fridays, policy: aPolicy({}) }, never], [daily, fridays, never]);
  expect(await due()).toEqual(['1 daily 2026-11-24T08:00:00.000Z']);
  for await (const project of ledger.due(afterNoon(7 * 86_400))) expect.fail(JSON.stringify(project));
});
