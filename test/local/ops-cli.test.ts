import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startChild } from '#local/child.ts';
import { DEPLOYMENT_FILE, localDeployment, type LocalDeployment } from '#local/deployment.ts';
import { Walk } from '#local/walk/walk.ts';
import { aFolder } from '#test/local/folders.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/ops.ts', import.meta.url));
const PATIENCE = { timeout: 40_000, interval: 200 };

/** What the program ends with and prints. */
const ops = async (line: string, variables: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [PROGRAM, ...line.split(' ')], { env: { ...process.env, ...variables } });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
};

const queueOf = ({ outputs, environment }: LocalDeployment) => {
  const client = new SQSClient({
    endpoint: environment['AWS_ENDPOINT_URL_SQS']!,
    useQueueUrlAsEndpoint: false,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const id = { MessageGroupId: 'poison', MessageDeduplicationId: 'poison' };
  return {
    add: (MessageBody: string) =>
      client.send(new SendMessageCommand({ QueueUrl: outputs['MailQueueUrl'], MessageBody, ...id })),
  };
};

describe('npm run ops', () => {
  it('works on what npm start runs: shows a request, lists a poison message, and is refused when nothing runs any more', async () => {
    const dataDir = aFolder();
    const service = await startChild({ PORT: '0', DATA_DIR: dataDir });
    onTestFinished(() => service.end('SIGKILL'));
    const file = join(dataDir, DEPLOYMENT_FILE);
    expect(statSync(file).mode & 0o077).toBe(0);
    const walk = new Walk(service.url);
    await walk.send(7001);
    await expect.poll(() => walk.mails(), PATIENCE).toHaveLength(3);
    const shown = await ops('show 1/7001-1 --local', { DATA_DIR: dataDir });
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toContain('It is ready to export since');

    await queueOf(localDeployment.parse(JSON.parse(readFileSync(file, 'utf8')))).add('{"about"');
    await expect
      .poll(async () => (await ops('redrive --local', { DATA_DIR: dataDir })).stdout, PATIENCE)
      .toMatch(/^Stays set aside: message [\w-]+ \(not_json, first seen [\d-]+T[\d:.]+Z, sha256 [0-9a-f]{64}\)\.\n$/);

    await service.end('SIGTERM');
    expect(await ops('redrive --local', { DATA_DIR: dataDir })).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining('Nothing runs on') as string,
    });
  });

  it.each([
    ['redrive', 'Name one deployment'],
    ['redrive --local --stage dev', 'Name one deployment'],
    ['redrive --table ledger', 'All four parts are needed'],
    ['sell', 'There is no command'],
  ])('%s ends with 2, why, and how it is called', async (line, message) => {
    const { status, stdout, stderr } = await ops(line);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: npm run ops');
  });
});
