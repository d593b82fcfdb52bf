import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { doubleOf } from '#erp/double.ts';
import { startChild } from '#local/child.ts';
import { DEPLOYMENT_FILE, localDeployment, type LocalDeployment } from '#local/deployment.ts';
import { approversOf } from '#local/people.ts';
import { decide } from '#local/walk/approval-form.ts';
import { Walk } from '#local/walk/walk.ts';
import { aFolder } from '#test/local/folders.ts';
import { leaksInLog } from '#test/support/leaks.ts';
import { LocalService } from '#test/support/local-service.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/ops.ts', import.meta.url));
const PATIENCE = { timeout: 40_000, interval: 200 };

/** What the program ends with and prints. */
const ops = async (line: string, variables: Record<string, string> = {}, input = '') => {
  const child = spawn(process.execPath, [PROGRAM, ...line.split(' ')], { env: { ...process.env, ...variables } });
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
};

const erpHere = z.object({ url: z.string(), jobs: z.array(z.unknown()) });

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
  it('works on what npm start runs: shows a request, finds it healthy until a poison message is set aside, lists that, and is refused when nothing runs any more', async () => {
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
    expect(await ops('doctor --local', { DATA_DIR: dataDir })).toMatchObject({
      status: 0,
      stdout: 'What npm start runs is healthy: 7 checks found nothing.\n',
    });

    await queueOf(localDeployment.parse(JSON.parse(readFileSync(file, 'utf8')))).add('{"about"');
    await expect
      .poll(async () => (await ops('redrive --local', { DATA_DIR: dataDir })).stdout, PATIENCE)
      .toMatch(/^Stays set aside: message [\w-]+ \(not_json, first seen [\d-]+T[\d:.]+Z, sha256 [0-9a-f]{64}\)\.\n$/);
    const sick = await ops('doctor --local', { DATA_DIR: dataDir });
    expect(sick.status).toBe(1);
    expect(sick.stdout).toContain('\nset-aside: A message is set aside: ');

    await service.end('SIGTERM');
    expect(await ops('doctor --local', { DATA_DIR: dataDir })).toMatchObject({ status: 3, stdout: '' });
    expect(await ops('redrive --local', { DATA_DIR: dataDir })).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining('Nothing runs on') as string,
    });
  });

  it('puts integrations: a new one serves what its rule claims, with the credentials that came by standard input', async () => {
    const service = await LocalService.start({ LOCAL_ERP: 'tryton' });
    onTestFinished(() => service.stop());
    const at = { DATA_DIR: service.dataDir };
    const erp = async () => erpHere.parse(await (await fetch(`${service.url}/local/erp`)).json());
    const double = (await doubleOf('tryton'))({ clock: () => new Date() });
    const approvers = approversOf(1);
    const file = join(aFolder(), 'company.json');
    const california = { is_default: false, serves: [{ field: 'state_code', values: ['CA'] }] };
    const integrations = [
      { id: 'default', name: 'Accounting', erp: 'import-file', approvers },
      {
        id: 'west',
        name: 'West',
        erp: 'tryton',
        approvers,
        ...california,
        settings: double.settingsAt((await erp()).url),
      },
    ];
    writeFileSync(file, JSON.stringify({ company_id: 1, integrations }));
    const put = async (west: object) => {
      const put = await ops(`integration put ${file} --credentials - --local --yes`, at, JSON.stringify({ west }));
      expect(put).toMatchObject({ status: 0, stderr: '' });
      expect(leaksInLog(put.stdout, ['the-one-before'])).toEqual([]);
      return put.stdout;
    };
    const check = async () => {
      const { status, stdout } = await ops('integration check 1/west --local', at);
      return [status, stdout];
    };
    expect(await put({ ...double.credentials, password: 'the-one-before' })).toContain('west: credentials added.');
    expect(statSync(join(service.dataDir, 'keys/written-secrets.json')).mode & 0o077).toBe(0);
    expect(await check()).toEqual([1, expect.stringContaining('Not signed in to Tryton (unauthorized)')]);
    // The function whose credentials were refused looks for others by itself.
    expect(await put(double.credentials)).toContain(
      'west: credentials replaced.\ndefault: unchanged.\nwest: unchanged.',
    );
    expect(await check()).toEqual([0, expect.stringContaining('Signed in to Tryton')]);

    const { projectId, link } = await service.sendFresh();
    await decide(link, 'accept');
    await expect.poll(() => service.statusOf(projectId), PATIENCE).toBe('synced');
    expect((await erp()).jobs).toHaveLength(1);
    // A deployment leaves them alone.
    await service.restart('SIGTERM');
    const { stdout } = await ops('integration list 1 --local', at);
    expect(stdout).toContain('Company 1, kept by operators.\ndefault (import-file, "Accounting")');
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
