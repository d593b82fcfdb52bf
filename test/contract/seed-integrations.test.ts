import { expect, it } from 'vitest';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { anIntegration, NOON } from '#test/support/records.ts';
import { seedIntegrations } from '#use-cases/seed-integrations.ts';

const underTest = ledgerPerTest();

it('keeps an integration that left the stage file, but no longer as the default', async () => {
  const { client, table } = underTest();
  const store = dynamoIntegrations(client, table, () => NOON);
  const first = [anIntegration({ id: 'accounting' }), anIntegration({ company_id: 2, id: 'accounting' })];
  await seedIntegrations(store, first, []);
  await store.seen(first[0]!, { state: 'connected', last_seen_at: NOON.toISOString() });
  await seedIntegrations(store, [anIntegration({ id: 'tryton-erp', erp: 'tryton' })], first);
  expect((await store.list(1)).map(({ id, is_default, connection }) => [id, is_default, connection.state])).toEqual([
    ['accounting', false, 'connected'],
    ['tryton-erp', true, 'unknown'],
  ]);
  expect((await store.list(2)).map(({ id, is_default }) => [id, is_default])).toEqual([['accounting', false]]);
});
