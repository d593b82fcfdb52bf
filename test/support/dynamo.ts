import {
  CreateTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { once } from 'node:events';

/** A DynamoDB of this process's own, on a free port of the loopback interface. */
export interface TestDynamo {
  /** A fresh client; the SDK's own, over HTTP. */
  newClient(): DynamoDBClient;
  /** A fresh, empty table. */
  newTable(): Promise<string>;
  stop(): Promise<void>;
}

/** Seconds between looks at a table that is made in a millisecond: a whole second, the least by default, is most of a test's time. */
const SOON = { minDelay: 0.002, maxDelay: 0.02 };

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

const index = (name: string, partition: string, sort: string) => ({
  IndexName: name,
  KeySchema: keys(partition, sort),
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
});

/** The table as the stack makes it: test/contract/ledger-table.test.ts compares them. */
export const tableDefinition = {
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: keys('pk', 'sk'),
  AttributeDefinitions: ['pk', 'sk', 'due_shard', 'due_at', 'company_status', 'sent_at_id'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  GlobalSecondaryIndexes: [index('due', 'due_shard', 'due_at'), index('by_status', 'company_status', 'sent_at_id')],
} satisfies Partial<CreateTableCommandInput>;

/** A fresh, empty table, once it takes items: until then a write finds no table. */
export const createTable = async (client: DynamoDBClient, name: string): Promise<void> => {
  await client.send(new CreateTableCommand({ TableName: name, ...tableDefinition }));
  await waitUntilTableExists({ client, maxWaitTime: 10, ...SOON }, { TableName: name });
};

export const startDynamo = async (): Promise<TestDynamo> => {
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const clients: DynamoDBClient[] = [];
  const newClient = (): DynamoDBClient => {
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    clients.push(client);
    return client;
  };
  let tables = 0;
  return {
    newClient,
    newTable: async () => {
      const name = `ledger-${(tables += 1)}`;
      await createTable(newClient(), name);
      return name;
    },
    stop: async () => {
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
