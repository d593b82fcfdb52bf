import type { IncomingMessage, ServerResponse } from 'node:http';
import dynalite from 'dynalite';
import * as z from 'zod';
import { admitAll, guarded } from '#local/access/guard.ts';
import { parseJson, type Json } from '#local/json.ts';
import { answer, open, type LocalServer, type ServiceHandle } from '#local/server.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

const json = z.array(z.json());
const definition = z.object({
  KeySchema: json,
  AttributeDefinitions: json,
  GlobalSecondaryIndexes: json,
  BillingMode: z.literal('PAY_PER_REQUEST'),
});

/** What CreateTable is told. */
export type TableDefinition = z.output<typeof definition> & { readonly TableName: string };

/** The template's one table. */
export const tableOf = (intrinsics: Intrinsics): TableDefinition => {
  const [table, ...others] = intrinsics.resources('AWS::DynamoDB::Table', Object.keys(definition.shape));
  if (table === undefined || others.length > 0) throw new Error('The template must have one table.');
  return { TableName: intrinsics.ref(table.logicalId), ...definition.parse(table.properties) };
};

/** DynamoDB over HTTP. */
export interface TableServer extends LocalServer {
  /** Calls an operation by its name. @throws {Error} with what DynamoDB answered when it refuses. */
  call(operation: string, input: Json): Promise<Json>;
}

const call = async (url: string, operation: string, input: Json): Promise<Json> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify(input),
  });
  const answered = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${answered}`);
  return parseJson(answered) ?? null;
};

/**
 * Serves the tables in `folder`, which no other process may use meanwhile. dynalite ends the process when a caller hangs up within
 * a request, so it is handed requests that have arrived whole.
 */
export const serveTables = async (folder: string, admit = admitAll): Promise<TableServer> => {
  const engine = dynalite({ path: folder, createTableMs: 0 });
  const serving = engine.listeners('request');
  engine.removeAllListeners('request');
  const pass: ServiceHandle = (request, response) => {
    for (const each of serving) Reflect.apply(each, engine, [request, response]);
  };
  engine.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer(guarded(admit, pass), request, response);
  });
  const server = await open(engine);
  return { ...server, call: (operation, input) => call(server.url, operation, input) };
};
