import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { awsSharedTokens } from '#aws/erp-tokens.ts';
import { jsonService } from '#local/services/json-service.ts';
import { secretsOperations } from '#local/services/secrets.ts';
import { serve } from '#local/server.ts';
import type { TokenLine } from '#erp/token-line.ts';
import { aFolder } from '#test/local/folders.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { afterNoon } from '#test/support/records.ts';

const underTest = ledgerPerTest();
const OWNER = { company_id: 1, id: 'accounting', erp: 'xero' };

const line = (number: number): TokenLine => ({
  number,
  first_sha256: 'a'.repeat(64),
  ended: [],
  refresh_token: `refresh-${number}`,
  access_token: `access-${number}`,
  expires_at: afterNoon(1_800).toISOString(),
});

const time = { seconds: 0 };
beforeEach(() => {
  time.seconds = 0;
});

/** The tokens as two containers see them. */
const containers = async () => {
  const server = await serve(jsonService(secretsOperations(new Map(), join(aFolder(), 'written.json'))));
  onTestFinished(() => server.close());
  const { another, table } = underTest();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const secrets = new SecretsManagerClient({ endpoint: server.url, region: 'eu-west-1', credentials });
  const container = () =>
    awsSharedTokens({ dynamo: another().client, table, secrets, prefix: 'dev', clock: () => afterNoon(time.seconds) });
  return [container()(OWNER), container()(OWNER), container()({ ...OWNER, company_id: 2 })] as const;
};

it('tokens are stored in versions of a secret that the first sign-in makes', async () => {
  const [one, other, stranger] = await containers();
  expect(await one.vault.read()).toBeNull();
  const first = await one.vault.write(line(1));
  const second = await other.vault.write(line(2));
  expect(await one.vault.read()).toEqual({ line: line(2), version: second });
  expect(await one.vault.read(first)).toEqual({ line: line(1), version: first });
  expect(await one.vault.read('00000000-0000-4000-8000-000000000000')).toBeNull();
  expect(await stranger.vault.read()).toBeNull();
});

it('one holds the lease until it publishes, gives it back, or its time is over', async () => {
  const [one, other, stranger] = await containers();
  const until = afterNoon(40);
  expect(await one.lease.take('one', until)).toEqual({ isTaken: true, published: null });
  expect(await other.lease.take('other', until)).toEqual({ isTaken: false, published: null });
  expect((await stranger.lease.take('stranger', until)).isTaken).toBe(true);
  await other.lease.release('other');
  expect((await other.lease.take('other', until)).isTaken).toBe(false);

  expect(await one.lease.publish('one', { number: 1, version: 'v1' })).toBe(true);
  expect(await other.lease.published()).toEqual({ number: 1, version: 'v1' });
  expect(await other.lease.take('other', until)).toEqual({ isTaken: true, published: { number: 1, version: 'v1' } });
  await other.lease.release('other');

  expect((await one.lease.take('one', until)).isTaken).toBe(true);
  time.seconds = 41;
  expect((await other.lease.take('other', afterNoon(81))).isTaken).toBe(true);
  expect(await one.lease.publish('one', { number: 2, version: 'v2' })).toBe(false);
  expect(await one.lease.published()).toEqual({ number: 1, version: 'v1' });
});

it('a step whose answer got lost may be repeated', async () => {
  const [one, other] = await containers();
  const until = afterNoon(40);
  await one.lease.take('one', until);
  expect((await one.lease.take('one', until)).isTaken).toBe(true);
  await one.lease.publish('one', { number: 1, version: 'v1' });
  expect(await one.lease.publish('one', { number: 1, version: 'v1' })).toBe(true);
  expect((await other.lease.take('other', until)).isTaken).toBe(true);
});
