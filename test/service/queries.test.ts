import { beforeAll, describe, expect, it } from 'vitest';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import { dynamoWaiting } from '#aws/waiting.ts';
import { ErpError } from '#domain/erp.ts';
import { transitions } from '#domain/transitions.ts';
import { accessLogFields } from '#lib/http-api.ts';
import { logQueries, type LogQuery } from '#lib/log-queries.ts';
import { inInvocation } from '#middleware/invocation.ts';
import { logger } from '#middleware/observability.ts';
import { mailTask, queueHandler } from '#middleware/queue.ts';
import { taskHandler } from '#middleware/task.ts';
import { toldFetch } from '#middleware/told-fetch.ts';
import { startDynamo } from '#test/support/dynamo.ts';
import { logLines } from '#test/support/leaks.ts';
import { documentedMessages } from '#test/support/log-lines.ts';
import { afterNoon, anIntegration, NOON } from '#test/support/records.ts';
import { aBody, Service } from '#test/support/service.ts';
import { countWaiting } from '#use-cases/count-waiting.ts';

const context = { awsRequestId: 'call-1' } as never;

/** Fields that CloudWatch has, and those of Lambda's own lines (`type` platform.report) in JSON. */
const OF_THE_PLATFORM = [
  '@timestamp',
  '@log',
  'type',
  'record.status',
  'record.errorType',
  'record.requestId',
  'record.metrics.durationMs',
];

/** Of what Step Functions logs: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const OF_THE_WORKFLOW = ['@timestamp', 'type', 'execution_arn', 'details.error', 'details.cause'];

/** Dotted paths of all values in a line. */
const pathsIn = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, inner]) => pathsIn(inner, path === '' ? name : `${path}.${name}`))
    : [path];

/** A life with all that goes wrong in it, so that every field is written once. */
const live = async (): Promise<void> => {
  const dynamo = await startDynamo();
  try {
    const client = dynamo.newClient();
    const name = await dynamo.newTable();
    const ledger = dynamoLedger({ client, name });
    const service = new Service(ledger);
    await dynamoIntegrations(client, name, () => NOON).put(anIntegration(), null);
    await service.send(aBody());
    const { json } = await service.api('get-request', { params: { request_id: '1001-1' } });
    const body = { fields: {}, snapshot_sha256: json.snapshot_sha256 };
    await service.api('accept-request', { as: 'approver', params: { request_id: '1001-1' }, body });
    await service.api('get-request', { params: { request_id: '4-4' } });
    service.openSession = () => Promise.reject(new ErpError('unauthorized', 'The ERP does not accept the user.'));
    await service.export('1001-1');
    service.now = afterNoon(600);
    const report = await service.sweep();
    const deps = { ledger, waiting: dynamoWaiting({ client, name }), clock: () => service.now };
    const { places, longest } = await countWaiting(deps);
    await inInvocation(async () => {
      logger.info('swept', { ...report });
      for (const place of places) logger.info('waiting', { counted_at: NOON.toISOString(), ...place });
      for (const wait of longest) logger.info('waits_long', { counted_at: NOON.toISOString(), ...wait });
      await toldFetch('xero', () => Promise.resolve(new Response()))('https://erp.example.org/');
    })(undefined, context);
    const failing = taskHandler(() => Promise.reject(new Error('down', { cause: new Error('throttled') })));
    const task = { company_id: 1, project_id: 1001, request_id: '1001-1', run: 1 };
    await Promise.resolve(failing(task, context)).catch(() => undefined);
    const attributes = { MessageGroupId: '1-1001', ApproximateFirstReceiveTimestamp: '1' };
    const message = (messageId: string, text: string) => ({ messageId, body: text, attributes });
    const takes = queueHandler(
      mailTask,
      () => Promise.resolve(),
      () => Promise.reject(new Error('1 of 1 mails were not sent.', { cause: new Error('The mail was not sent.') })),
    );
    const about = JSON.stringify({ about: 'project', company_id: 1, project_id: 1001 });
    await takes({ Records: [message('a', '?'), message('b', about)] }, context);
  } finally {
    await dynamo.stop();
  }
};

let written: ReadonlySet<string>;
beforeAll(async () => {
  await live();
  written = new Set(logLines().flatMap((line) => pathsIn(JSON.parse(line))));
});

const WORDS = new Set('fields filter stats sort limit by as and or not in like asc desc bin display dedup'.split(' '));

/** Names of fields that a query reads: no strings, patterns, functions, numbers, words of the language, or names that it gives itself. */
const fieldsRead = ({ text }: LogQuery): string[] => {
  const code = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/"[^"]*"|\/[^/\n]+\/|\d+m\b/g, ' ');
  const given = new Set([...code.matchAll(/\bas (\w+)/g)].map(([, name = '']) => name));
  const names = [...code.matchAll(/@?[a-z_][\w.]*(?!\w*\()/gi)].map(([name]) => name);
  const functions = new Set([...code.matchAll(/([a-z]\w*)\(/gi)].map(([, name = '']) => name));
  return [...new Set(names)].filter((name) => !WORDS.has(name) && !given.has(name) && !functions.has(name));
};

const wordsAfter = (field: string, { text }: LogQuery): string[] =>
  [...text.matchAll(new RegExp(`\\b${field} (?:=|in) (\\[[^\\]]*\\]|"[^"]*")`, 'g'))].flatMap(([, values = '']) =>
    [...values.matchAll(/"([^"]+)"/g)].map(([, value = '']) => value),
  );

describe.each([...logQueries])('the query $name', (query) => {
  it('reads only fields that the log has', () => {
    const has = {
      functions: new Set([...written, ...OF_THE_PLATFORM]),
      access: new Set(['@timestamp', ...accessLogFields]),
      workflow: new Set(OF_THE_WORKFLOW),
    }[query.logs];
    const read = fieldsRead(query);
    expect(read.length).toBeGreaterThan(2);
    expect(read.filter((name) => !has.has(name))).toEqual([]);
  });

  it('asks for messages and events that there are', () => {
    expect(wordsAfter('message', query).filter((message) => !documentedMessages().has(message))).toEqual([]);
    expect(wordsAfter('event', query).filter((event) => !Object.hasOwn(transitions, event))).toEqual([]);
  });
});
