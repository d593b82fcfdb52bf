import { PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Table } from '#aws/batches.ts';
import { dynamoIntegrations } from '#aws/integrations.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import { NOON } from '#test/support/records.ts';

const fixtures = new URL('../fixtures/', import.meta.url);

/** Names of the releases whose fixtures are kept, oldest first: `release-1` ... */
export const releases: readonly string[] = readdirSync(fixtures)
  .filter((name) => /^release-\d+$/.test(name))
  .sort((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1]));

const attribute = z.custom<AttributeValue>((value) => typeof value === 'object');
const binary = z.strictObject({ B: z.string() });
const execution = z.object({
  company_id: z.int(),
  project_id: z.int(),
  request_id: z.string(),
  run: z.int(),
  erp: z.string(),
  approval_timeout_seconds: z.int(),
});
const link = z.object({
  token: z.string(),
  form: z.record(z.string(), z.string()),
  session: z.object({ path: z.string(), cookies: z.array(z.string()) }).optional(),
});

const textOf = (release: string, file: string): string => readFileSync(new URL(`${release}/${file}`, fixtures), 'utf8');
const read = <T>(schema: z.ZodType<T>, release: string, file: string): T =>
  schema.parse(JSON.parse(textOf(release, file)));

const withBytes = (item: Record<string, AttributeValue>): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]): [string, AttributeValue] => {
      const bytes = binary.safeParse(value).data?.B;
      return [name, bytes === undefined ? value : { B: Buffer.from(bytes, 'base64') }];
    }),
  );

/** The state machines of the releases: an execution ends by the definition that it began with. */
export const definitionsOfReleases = releases.map((release) => ({
  release,
  definition: textOf(release, 'send-to-erp.asl.json'),
}));

/** What a release left in the table, in mailboxes, in browsers and in Step Functions, made by its own code: test/fixtures. */
export const leftBy = (release: string) => ({
  items: read(z.array(z.record(z.string(), attribute)), release, 'ledger.json').map(withBytes),
  links: read(z.record(z.string(), link), release, 'links.json'),
  requests: read(z.record(z.string(), z.string()), release, 'requests.json'),
  executions: read(z.record(z.string(), execution), release, 'executions.json'),
  definition: textOf(release, 'send-to-erp.asl.json'),
});
export type LeftBehind = ReturnType<typeof leftBy>;

/** Puts a release's rows into the table. Gives the integration that is among them. */
export const putRows = async (
  { items }: Pick<LeftBehind, 'items'>,
  { client, name }: Table,
): Promise<KnownIntegration> => {
  for (const Item of items) await client.send(new PutItemCommand({ TableName: name, Item }));
  const [integration] = await dynamoIntegrations(client, name, () => NOON).list(1);
  if (integration === undefined) throw new Error('The release left no integration.');
  return integration;
};
