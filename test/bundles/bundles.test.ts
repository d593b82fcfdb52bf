import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { environments } from '#env';
import { openApiDocument } from '#handlers/openapi.ts';
import { apiRoutes, openRoutes } from '#handlers/routes.ts';
import { bundleFunction, bundleFunctions, functionNames, type Bundle } from '#lib/bundle.ts';
import { bearer, claimsOf } from '#test/support/callers.ts';
import { leaksInLog } from '#test/support/leaks.ts';
import { startDynamo, type TestDynamo } from '#test/support/dynamo.ts';
import { anIntegration, aSnapshot } from '#test/support/records.ts';

const folder = mkdtempSync(join(tmpdir(), 'send-to-erp-bundles-'));
let together: ReadonlyMap<string, Bundle>;
let api: Bundle;
let approvals: Bundle;

beforeAll(async () => {
  together = await bundleFunctions(join(folder, 'together'));
  api = await bundleFunction('api', join(folder, 'api'));
  approvals = await bundleFunction('approvals', join(folder, 'approvals'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const variables = {
  STAGE: 'test',
  TABLE_NAME: 'ledger',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:test',
  LINK_KEYS_SECRET: 'link-keys',
  PUBLIC_URL: 'http://127.0.0.1',
  MAIL_FROM: 'erp@example.com',
  CONFIGURATION_SET: 'send-to-erp-test',
  MAIL_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/mails.fifo',
  SET_ASIDE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/set-aside.fifo',
  LOOK_UP_PREFIX: 'send-to-erp-test-look-up-',
  SECRET_PREFIX: 'send-to-erp/test',
  ISSUER: 'https://login.example.com/',
  COMPANIES: '1',
  NOTICE_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/notices.fifo',
  PROCORE_API_URL: 'https://api.procore.com',
  PROCORE_LOGIN_URL: 'https://login.procore.com',
  CLIENT_ID: 'approval-pages',
  ERP: 'import-file',
  EXPORT_BUCKET: 'exports',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDTEST',
  AWS_SECRET_ACCESS_KEY: 'secret-key-of-the-role',
  AWS_SESSION_TOKEN: 'token-of-the-role',
};

const report = z.object({ loadsUndici: z.boolean(), loadedAtStart: z.array(z.string()), answer: z.unknown() });

/** Imports a bundle in a process of its own and hands it the event, if there is one. */
const run = async (entry: string, event?: object, env: NodeJS.ProcessEnv = {}) => {
  const args = event === undefined ? [entry] : [entry, JSON.stringify(event)];
  const child = fork(join(import.meta.dirname, 'run-bundle.ts'), args, {
    env: { ...variables, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const logged = text(child.stdout!);
  const messages: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  expect(leaksInLog(await logged, [variables.AWS_SECRET_ACCESS_KEY])).toEqual([]);
  return report.parse(messages[0]);
};

describe('all functions together', () => {
  it('are those of env.ts', () => {
    expect([...together.keys()].sort()).toEqual(Object.keys(environments).sort());
  });

  it.each(functionNames)('%s starts, without loading undici', async (name) => {
    expect(await run(together.get(name)!.entry)).toMatchObject({ loadsUndici: false, answer: null });
  });
});

describe('one function alone', () => {
  it('brings along no client that it does not use', () => {
    const files = readdirSync(join(folder, 'api'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.mjs'),
    );
    const code = files.map((file) => readFileSync(join(folder, 'api', file), 'utf8')).join('');
    for (const used of ['DynamoDB_20120810', 'AWSStepFunctions']) expect(code).toContain(used);
    for (const unused of ['SimpleEmailService_v2', 'secretsmanager', 'AmazonSQS', 'authorization response'])
      expect(code).not.toContain(unused);
  });

  it('is smaller than its part of the whole, and within what a start may load', () => {
    expect(api.eagerBytes).toBeLessThan(together.get('api')!.eagerBytes);
    expect(api.eagerBytes).toBeLessThan(350_000);
  });

  // Few visits sign in, and few ask an ERP: the others need not wait for the code that does.
  const lateParts = {
    oauth4webapi: 'authorization response from the server is an error',
    '@aws-sdk/client-lambda': '/2015-03-31/functions/',
    '@aws-sdk/client-eventbridge': 'AWSEvents',
  };
  const codeOf = (files: readonly string[]): string => files.map((file) => readFileSync(file, 'utf8')).join('');

  it.each(['api', 'approvals'] as const)(
    '%s loads neither sign-in nor the client of Lambda when it starts',
    async (name) => {
      const { entry, eagerBytes } = name === 'api' ? api : approvals;
      const { loadedAtStart } = await run(entry);
      const files = loadedAtStart.map((url) => fileURLToPath(url));
      expect(files).toContain(entry);
      const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
      expect(bytes).toBe(eagerBytes);
      const atStart = codeOf(files);
      for (const [part, mark] of Object.entries(lateParts)) expect(atStart.includes(mark), part).toBe(false);
      const built = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' });
      const all = codeOf(built.filter((file) => file.endsWith('.mjs')).map((file) => join(folder, name, file)));
      expect(all).toContain(lateParts['@aws-sdk/client-lambda']);
      expect(all.includes(lateParts.oauth4webapi)).toBe(name === 'approvals');
    },
  );

  it.each([
    { erp: 'import-file', reaches: { EXPORT_BUCKET: 'exports' }, loadsS3: true },
    { erp: 'tryton', reaches: { EXPORT_BUCKET: undefined, SECRET_PREFIX: 'send-to-erp/test' }, loadsS3: false },
  ])('an export to $erp loads the client of S3 when it starts: $loadsS3', async ({ erp, reaches, loadsS3 }) => {
    const { entry, eagerBytes } = await bundleFunction('export', join(folder, 'export'));
    const { loadedAtStart } = await run(entry, undefined, { ERP: erp, ...reaches });
    expect(codeOf(loadedAtStart.map((url) => fileURLToPath(url))).includes('x-amz-expected-bucket-owner')).toBe(
      loadsS3,
    );
    expect(eagerBytes).toBeLessThan(355_000);
  });

  it.each([
    { bus: undefined, loadsEventBridge: false },
    { bus: 'company-events', loadsEventBridge: true },
  ])('mails load the client of EventBridge when they start: $loadsEventBridge', async ({ bus, loadsEventBridge }) => {
    const { entry, eagerBytes } = await bundleFunction('send-mails', join(folder, 'send-mails'));
    const { loadedAtStart } = await run(entry, undefined, { EVENT_BUS: bus });
    const files = loadedAtStart.map((url) => fileURLToPath(url));
    expect(codeOf(files).includes('AWSEvents')).toBe(loadsEventBridge);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    if (!loadsEventBridge) expect(bytes).toBe(eagerBytes);
  });

  it('looks for credentials in its environment only', () => {
    const files = readdirSync(join(folder, 'together'), { recursive: true, encoding: 'utf8' });
    const code = files
      .filter((file) => file.endsWith('.mjs'))
      .map((file) => readFileSync(join(folder, 'together', file)));
    for (const way of ['AssumeRoleWithWebIdentity', 'GetRoleCredentials', 'credential_process']) {
      expect(Buffer.concat(code).includes(way)).toBe(false);
    }
  });

  it('is built the same each time: its files are named by what is in them', async () => {
    const files = () => readdirSync(join(folder, 'api'), { recursive: true, encoding: 'utf8' }).sort();
    const before = files();
    await bundleFunction('api', join(folder, 'api'));
    expect(files()).toEqual(before);
  });
});

describe('the built API', () => {
  let dynamo: TestDynamo;
  const started: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const stepFunctions = createServer((request, response) => {
    headers.push(request.headers);
    request.on('data', (chunk: Buffer) => started.push(chunk.toString()));
    request.on('end', () => response.end(JSON.stringify({ executionArn: 'arn:test', startDate: 0 })));
  });

  beforeAll(async () => {
    dynamo = await startDynamo();
    stepFunctions.listen(0, '127.0.0.1');
    await once(stepFunctions, 'listening');
  });
  afterAll(async () => {
    stepFunctions.close();
    await dynamo.stop();
  });

  it('records a project and starts its workflow, with the SDK that is built into it', async () => {
    const { hostname, port } = (await dynamo.newClient().config.endpoint?.()) ?? {};
    const { port: stepFunctionsPort } = z.object({ port: z.number() }).parse(stepFunctions.address());
    const env = {
      TABLE_NAME: await dynamo.newTable(),
      AWS_ENDPOINT_URL_DYNAMODB: `http://${hostname}:${port}`,
      AWS_ENDPOINT_URL_SFN: `http://127.0.0.1:${stepFunctionsPort}`,
    };
    const seeding = { RequestType: 'Create', ResourceProperties: { Integrations: JSON.stringify([anIntegration()]) } };
    await run(together.get('seed-integrations')!.entry, seeding, env);

    const { answer } = await run(
      api.entry,
      {
        routeKey: apiRoutes['send-project'],
        rawPath: '/rest/v1.0/companies/1/projects/42/erp_requests',
        pathParameters: { company_id: '1', project_id: '42' },
        headers: {
          authorization: bearer(claimsOf('project-admin')),
          'content-type': 'application/json',
          'idempotency-key': 'key-1',
        },
        requestContext: { requestId: 'trace-1' },
        body: JSON.stringify(aSnapshot()),
      },
      env,
    );
    expect(answer).toMatchObject({
      statusCode: 202,
      headers: { location: '/rest/v1.0/companies/1/erp_requests/42-1' },
    });
    expect(started.join('')).toContain('\\"request_id\\":\\"42-1\\"');
    const [signed] = headers;
    expect(signed?.authorization).toContain('Credential=AKIDTEST/');
    expect(signed?.['x-amz-security-token']).toBe('token-of-the-role');
  });

  it('asks an ERP with the client that it loads late, and says so when the ERP does not answer', async () => {
    const receipt = { job_id: 'OLD-7', erp_id: '17', url: null, at: '2026-11-23T12:00:00.000Z' };
    const answers: unknown[] = [
      { answer: 'failed', kind: 'temporary', message: 'Tryton did not answer in time.' },
      { answer: 'job', found: null },
      { answer: 'job', found: { receipt, name: 'Old library', is_job: true, external_id: null } },
    ];
    const asked: [url: string | undefined, body: string][] = [];
    const lambda = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push([request.url, body]);
        response.end(JSON.stringify(answers[asked.length - 1]));
      });
    }).listen(0, '127.0.0.1');
    await once(lambda, 'listening');
    const port = z.object({ port: z.number() });
    const { hostname, port: dynamoPort } = (await dynamo.newClient().config.endpoint?.()) ?? {};
    const env = {
      TABLE_NAME: await dynamo.newTable(),
      AWS_ENDPOINT_URL_DYNAMODB: `http://${hostname}:${dynamoPort}`,
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port.parse(lambda.address()).port}`,
    };
    const Integrations = JSON.stringify([anIntegration({ erp: 'tryton' })]);
    const seeding = { RequestType: 'Create', ResourceProperties: { Integrations } };
    await run(together.get('seed-integrations')!.entry, seeding, env);
    const event = {
      routeKey: apiRoutes['link-project'],
      rawPath: '/rest/v1.0/companies/1/projects/42/erp_link',
      pathParameters: { company_id: '1', project_id: '42' },
      headers: { authorization: bearer(claimsOf('owner')), 'content-type': 'application/json' },
      requestContext: { requestId: 'trace-4' },
      body: JSON.stringify({ ...aSnapshot(), job_id: 'OLD-7', preview: true }),
    };
    const link = async () => {
      const answer = z
        .object({ statusCode: z.number(), body: z.string() })
        .parse((await run(api.entry, event, env)).answer);
      return { status: answer.statusCode, body: z.record(z.string(), z.unknown()).parse(JSON.parse(answer.body)) };
    };
    expect(await link()).toMatchObject({ status: 503, body: { detail: 'Tryton did not answer in time.' } });
    expect(await link()).toMatchObject({ status: 422, body: { errors: { job_id: ['is no job of the ERP'] } } });
    expect(await link()).toMatchObject({ status: 200, body: { changed: false, job: receipt } });
    const question = '{"company_id":1,"integration_id":"main","ask":"job","job_id":"OLD-7"}';
    const path = '/2015-03-31/functions/send-to-erp-test-look-up-tryton/invocations';
    expect(asked).toEqual([1, 2, 3].map(() => [path, question]));
    lambda.close();
  });

  it('says in words what is wrong with a field', async () => {
    const event = {
      routeKey: apiRoutes['reject-request'],
      rawPath: '/rest/v1.0/companies/1/erp_requests/42-1/reject',
      pathParameters: { company_id: '1', request_id: '42-1' },
      headers: { authorization: bearer(claimsOf('project-admin')), 'content-type': 'application/json' },
      requestContext: { requestId: 'trace-3' },
      body: JSON.stringify({ snapshot_sha256: '0'.repeat(64) }),
    };
    const { body } = z.object({ body: z.string() }).parse((await run(api.entry, event)).answer);
    expect(JSON.parse(body)).toMatchObject({
      status: 422,
      errors: { reason: ['Invalid input: expected string, received undefined'] },
    });
  });

  it.each(['alone', 'together'])('shows the OpenAPI document that its code makes, built %s', async (how) => {
    const { entry } = how === 'alone' ? api : together.get('api')!;
    const event = { routeKey: openRoutes.openapi, rawPath: '/openapi.json', requestContext: { requestId: 'trace-2' } };
    const { body } = z.object({ body: z.string() }).parse((await run(entry, event)).answer);
    expect(JSON.parse(body)).toEqual(openApiDocument());
  });
});
