import { SFNClient } from '@aws-sdk/client-sfn';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import { stepFunctionsStarter, stepFunctionsTeller } from '#aws/workflow.ts';
import type { Row } from '#bench/row.ts';
import { callerOf, claims } from '#domain/caller.ts';
import { heard } from '#domain/life.ts';
import { erps } from '#erp/erps.ts';
import { startDynamo } from '#test/support/dynamo.ts';
import { anIntegration, aSnapshot } from '#test/support/records.ts';
import { decideRequest } from '#use-cases/decide-request.ts';
import { sendProject } from '#use-cases/send-project.ts';

const callerWith = (rights: object) =>
  callerOf(
    claims.parse({ sub: 'someone-else', email: 'someone@example.com', name: 'Someone', company_id: 1, ...rights }),
  );
const sender = callerWith({ project_tools: { '*': { admin: 'admin' } } });
const approver = callerWith({
  sub: 'approver',
  email: 'approver@example.com',
  tools: { erp_integrations: 'standard' },
  privileges: ['can_push_to_accounting'],
});

/** A Step Functions that says yes to everything. */
const startYes = async () => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(
      JSON.stringify({ executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:bench:1', startDate: 0 }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { endpoint: `http://127.0.0.1:${address.port}`, stop: () => server.close() };
};

/** How many calls to AWS a warm API function makes for the first send of a project, a re-send, and a decision. */
export const countAwsCalls = async (): Promise<{ send: number; decide: number }> => {
  const dynamo = await startDynamo();
  const yes = await startYes();
  try {
    const client = dynamo.newClient();
    const table = await dynamo.newTable();
    const states = new SFNClient({
      endpoint: yes.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    });
    const clock = () => new Date();
    const ledger = dynamoLedger({ client, name: table });
    const integrations = dynamoIntegrations(client, table, clock);
    const workflow = {
      ...stepFunctionsStarter(states, 'arn:aws:states:eu-west-1:123456789012:stateMachine:bench'),
      ...stepFunctionsTeller(states),
    };
    const deps = {
      ledger,
      integrations,
      erps,
      workflow,
      clock,
      warn: () => undefined,
      publishesEvents: true,
      lookUpOptions: () => Promise.resolve([]),
    };
    await integrations.put(anIntegration(), null);
    await integrations.list(1);

    let calls = 0;
    const count =
      <Args, Result>(next: (args: Args) => Result) =>
      (args: Args): Result => {
        calls += 1;
        return next(args);
      };
    client.middlewareStack.add(count, { step: 'initialize' });
    states.middlewareStack.add(count, { step: 'initialize' });
    const body = aSnapshot({ project: { id: 1001 } });
    const request = await sendProject(deps, {
      caller: sender,
      companyId: 1,
      projectId: 1001,
      body,
      idempotencyKey: 'key',
    });
    const send = calls;
    const record = await ledger.read({ companyId: 1, projectId: 1001 });
    if (record === null) throw new Error('Nothing was recorded.');
    await ledger.write(record, heard(record, 'token', clock()));
    calls = 0;
    await decideRequest(deps, {
      companyId: 1,
      requestId: request.id,
      decider: { via: 'api', caller: approver },
      verdict: { kind: 'accept', fields: {}, snapshotSha256: request.snapshot_sha256 },
    });
    return { send, decide: calls };
  } finally {
    yes.stop();
    await dynamo.stop();
  }
};

/** AWS calls on the two paths people wait for. */
export const measureAwsCalls = async (): Promise<Row[]> => {
  const { send, decide } = await countAwsCalls();
  return [
    { what: 'AWS calls of a first send', value: send, unit: 'calls', goal: 3 },
    { what: 'AWS calls of a decision', value: decide, unit: 'calls', goal: 3 },
  ];
};
