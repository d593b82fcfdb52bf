import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { dynamoLedger } from '#aws/ledger.ts';
import type { Ledger } from '#domain/ports.ts';
import { startDynamo, type TestDynamo } from '#test/support/dynamo.ts';

/** What a test of the ledger works on. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  readonly client: DynamoDBClient;
  /** Name of the table. */
  readonly table: string;
  /** Another container's view of the same table. */
  readonly another: () => { ledger: Ledger; client: DynamoDBClient };
}

/** Gives each test of the file an empty ledger on DynamoDB's API. */
export const ledgerPerTest = (): (() => LedgerUnderTest) => {
  let dynamo: TestDynamo;
  let current: LedgerUnderTest;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  beforeEach(async () => {
    const table = await dynamo.newTable();
    const another = () => {
      const client = dynamo.newClient();
      return { client, ledger: dynamoLedger({ client, name: table }) };
    };
    current = { ...another(), table, another };
  });
  return () => current;
};
