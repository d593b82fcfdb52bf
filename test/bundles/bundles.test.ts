import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { environments } from '#env';
import { openApiDocument } from '#handlers/openapi.ts';
import { apiRoutes, openRoutes } from '#handlers/routes.ts';
import { bundleFunction, bundleFunctions, functionNames, type Bundle } from '#lib/bundle.ts';
import { bearer, claimsOf } from '#test/support/callers.ts';
import { startDynamo, type TestDynamo } from '#test/support/dynamo.ts';
import { anIntegration, aSnapshot } from '#test/support/records.ts';

const folder = mkdtempSync(join(tmpdir(), 'send-to-erp-bundles-'));
let together: ReadonlyMap<string, Bundle>;
let api: Bundle;

beforeAll(async () => {
  together = await bundleFunctions(join(folder, 'together'));
  api = await bundleFunction('api', join(folder, 'api'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const variables = {
  STAGE: 'test',
  TABLE_NAME: 'ledger',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:test',
  LINK_KEYS_SECRET: 'link-keys',
  PUBLIC_URL: 'http://127.0.0.1',
  MAIL_FROM: 'erp@example.com',
  ERP: 'import-file',
  EXPORT_BUCKET: 'exports',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDTEST',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_SESSION_TOKEN: 'token-of-the-role',
};

const report = z.object({ loadsUndici: z.boolean(), answer: z.unknown() });

/** Imports a bundle in a process of its own and hands it the event, if there is one. */
const run = async (entry: string, event?: object, env: NodeJS.ProcessEnv = {}) => {
  const args = event === undefined ? [entry] : [entry, JSON.stringify(event)];
  const child = fork(join(import.meta.dirname, 'run-bundle.ts'), args, {
    env: { ...variables, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const messages: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  return report.parse(messages[0]);
};

describe('all functions together', () => {
  it('are those of env.ts', () => {
    expect([...together.keys()].sort()).toEqual(Object.keys(environments).sort());
  });

  it.each(functionNames)('%s starts, without loading undici', async (name) => {
    expect(await run(together.get(name)!.entry)).toEqual({ loadsUndici: false, answer: null });
  });
});

describe('one function alone', () => {
  it('brings along no client that it does not use', () => {
    const files = readdirSync(join(folder, 'api'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.mjs'),
    );
    const code = files.map((file) => readFileSync(join(folder, 'api', file), 'utf8')).join('');
    for (const used of ['DynamoDB_20120810', 'AWSStepFunctions']) expect(code).toContain(used);
    for (const unused of ['SimpleEmailService_v2', 'secretsmanager']) expect(code).not.toContain(unused);
  });

  it('is smaller than its part of the whole, and within what a start may load', () => {
    expect(api.eagerBytes).toBeLessThan(together.get('api')!.eagerBytes);
    expect(api.eagerBytes).toBeLessThan(350_000);
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
