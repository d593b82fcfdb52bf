import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { dynamoLedger } from '#aws/ledger.ts';
import { sentRequest, startEcho, tokenFor } from '#bench/local-server.ts';
import type { Row } from '#bench/row.ts';
import { startChild } from '#local/child.ts';
import { DEPLOYMENT_FILE, localDeployment } from '#local/deployment.ts';
import { sampleProject } from '#local/walk/sample-project.ts';
import { executionOf } from '#use-cases/start-workflow.ts';

const CONNECTIONS = 50;
const SENDS = 1_000;
const WARM_UP = 100;
const FIRST_PROJECT = 200_000;

/** The sweeper starts what a send could not after a minute; twice that, and a minute of work. */
const LOST_AFTER_MS = 180_000;

interface Answered {
  readonly status: number;
  readonly ms: number;
  readonly text: string;
}

/** Posts so many bodies over 50 connections, each of which sends its next when the last one is answered. */
const load = async (
  count: number,
  post: (index: number) => Promise<Response>,
): Promise<{ answers: Answered[]; seconds: number }> => {
  const answers: Answered[] = [];
  let next = 0;
  const start = performance.now();
  const connection = async (): Promise<void> => {
    while (next < count) {
      const began = performance.now();
      const response = await post(next++);
      const text = await response.text();
      answers.push({ status: response.status, ms: performance.now() - began, text });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { answers, seconds: (performance.now() - start) / 1000 };
};

const percentile = (answers: readonly Answered[], part: number): number =>
  answers.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.ceil(answers.length * part) - 1] ?? NaN;

/** How many of the requests are not in the ledger, or have no execution, once the sweeper had its chance. */
const countLost = async (dataDir: string, ids: readonly string[]): Promise<number> => {
  const { outputs, environment } = localDeployment.parse(
    JSON.parse(await readFile(join(dataDir, DEPLOYMENT_FILE), 'utf8')),
  );
  const client = (service: string) => ({
    endpoint: environment[`AWS_ENDPOINT_URL_${service}`] ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const ledger = dynamoLedger({ client: new DynamoDBClient(client('DYNAMODB')), name: outputs['TableName'] ?? '' });
  const states = new SFNClient(client('SFN'));
  const executions = (outputs['StateMachineArn'] ?? '').replace(':stateMachine:', ':execution:');
  const isServed = async (id: string): Promise<boolean> => {
    const record = await ledger.read({ companyId: 1, projectId: Number(id.split('-')[0]) });
    if (record?.request.id !== id) return false;
    const { company_id, request_id, run } = executionOf(record.request);
    try {
      const executionArn = `${executions}:${company_id}-${request_id}-${run}`;
      await states.send(new DescribeExecutionCommand({ executionArn }));
      return true;
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return false;
      throw error;
    }
  };
  const deadline = performance.now() + LOST_AFTER_MS;
  let left = [...ids];
  for (;;) {
    const missing: string[] = [];
    for (const id of left) if (!(await isServed(id))) missing.push(id);
    if (missing.length === 0 || performance.now() > deadline) return missing.length;
    left = missing;
    await setTimeout(1_000);
  }
};

/**
 * Sends under 50 connections to the local service, against an echo of the same bodies under the same load. Afterwards every send
 * that was answered with success is looked up: in the ledger, and at Step Functions.
 */
export const measureLoad = async (): Promise<Row[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'send-to-erp-load-'));
  const [service, echo] = await Promise.all([startChild({ PORT: '0', DATA_DIR: dataDir }), startEcho()]);
  try {
    const sender = await tokenFor(service.url, 'project-admin');
    const post = (url: string, projectId: number) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `load-${projectId}`, ...sender },
        body: JSON.stringify(sampleProject(projectId)),
      });
    const send = (index: number) => {
      const projectId = FIRST_PROJECT + index;
      return post(`${service.url}/rest/v1.0/companies/1/projects/${projectId}/erp_requests`, projectId);
    };
    await load(WARM_UP, send);
    await load(WARM_UP, (index) => post(echo.url, index));
    const echoed = await load(SENDS, (index) => post(echo.url, FIRST_PROJECT + index));
    const { answers, seconds } = await load(SENDS, (index) => send(WARM_UP + index));
    const accepted = answers.filter(({ status }) => status === 201 || status === 202);
    const lost = await countLost(
      dataDir,
      accepted.map(({ text }) => sentRequest.parse(JSON.parse(text)).id),
    );
    const under = `under ${CONNECTIONS} connections`;
    return [
      { what: `sends in a second ${under}`, value: answers.length / seconds, unit: '/s', goal: null },
      { what: `time of a send ${under} / of an echo`, value: seconds / echoed.seconds, unit: 'x', goal: null },
      { what: `p99 of a send ${under}`, value: percentile(answers, 0.99), unit: 'ms', goal: null },
      {
        what: `p99 of a send ${under} / its median`,
        value: percentile(answers, 0.99) / percentile(answers, 0.5),
        unit: 'x',
        goal: null,
      },
      {
        what: `sends of ${SENDS} that were refused ${under}`,
        value: SENDS - accepted.length,
        unit: 'sends',
        goal: null,
      },
      { what: 'accepted sends without a record or an execution', value: lost, unit: 'sends', goal: 0 },
    ];
  } finally {
    echo.stop();
    await service.end('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  }
};
