import { HeadObjectCommand, NotFound, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventBridgeBus } from '#aws/event-bus.ts';
import { bucketFiles } from '#aws/export-files.ts';
import { sesMailer } from '#aws/mailer.ts';
import { keyRing } from '#domain/links.ts';
import { serve, type Handle } from '#local/server.ts';
import { EventBuses } from '#local/services/events.ts';
import { exportedFiles, fileService } from '#local/services/files.ts';
import { jsonService } from '#local/services/json-service.ts';
import { Mailbox, mailService } from '#local/services/mail.ts';
import { generatedSecrets, secretsOperations } from '#local/services/secrets.ts';
import { Intrinsics } from '#local/template/intrinsics.ts';
import { readTemplate } from '#local/template/template.ts';
import { workflowOperations } from '#local/workflow/service.ts';
import { aFolder } from '#test/local/folders.ts';
import { aPublishedEvent } from '#test/support/records.ts';
import { machine, World } from '#test/statemachine/interpreter-world.ts';

/** The SDK's own clients are the callers: what they understand is what the functions understand. */
const clientSettings = async (handle: Handle) => {
  const server = await serve(handle);
  onTestFinished(() => server.close());
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 };
};

describe('mail', () => {
  const at = new Date('2026-11-23T08:00:00.000Z');
  const mail = { to: 'approver@example.com', subject: 'Ä', text: 'text\nlines', html: '<p>html</p>' };
  const mailbox = (folder: string) =>
    new Mailbox(
      join(folder, 'mails.jsonl'),
      () => at,
      () => undefined,
    );

  it('is kept as the mailer sent it, newest first, and survives a restart', async () => {
    const folder = aFolder();
    const mailer = sesMailer(
      new SESv2Client(await clientSettings(mailService(mailbox(folder)))),
      'erp@example.com',
      'send-to-erp-test',
    );
    await mailer.send(mail);
    await mailer.send({ ...mail, subject: 'second' });
    const kept = [
      { ...mail, subject: 'second', at: at.toISOString() },
      { ...mail, at: at.toISOString() },
    ];
    expect(mailbox(folder).all()).toEqual(kept);
    expect(statSync(join(folder, 'mails.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('that a killed process wrote half costs no other mail', () => {
    const folder = aFolder();
    mailbox(folder).keep(mail);
    appendFileSync(join(folder, 'mails.jsonl'), '{"to":"appr');
    mailbox(folder).keep({ ...mail, subject: 'after' });
    expect(
      mailbox(folder)
        .all()
        .map(({ subject }) => subject),
    ).toEqual(['after', 'Ä']);
  });

  it('without a recipient is refused', async () => {
    const client = new SESv2Client(await clientSettings(mailService(mailbox(aFolder()))));
    const command = new SendEmailCommand({ FromEmailAddress: 'erp@example.com', Content: { Simple: undefined } });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'BadRequestException' });
  });
});

describe('files', () => {
  const bucket = 'exports';
  const client = async (folder: string, written: string[] = []) =>
    new S3Client(await clientSettings(fileService(folder, [bucket], (name) => written.push(name))));

  it('are plain files below the folder', async () => {
    const folder = aFolder();
    const written: string[] = [];
    const files = bucketFiles(await client(folder, written), bucket);
    expect(await files.exists('1-7/7 1.csv')).toBe(false);
    await files.put('1-7/7 1.csv', 'first', 'text/csv; charset=utf-8');
    await files.put('1-7/7 1.csv', 'job;Straße\r\n', 'text/csv; charset=utf-8');
    expect(await files.exists('1-7/7 1.csv')).toBe(true);
    expect(exportedFiles(folder)).toMatchObject([{ name: '1-7/7 1.csv', text: 'job;Straße\r\n' }]);
    expect(written).toEqual(['1-7/7 1.csv', '1-7/7 1.csv']);
  });

  it.each([['../outside'], ['a/../../outside'], ['a//b'], ['..']])('are not written for the key %s', async (Key) => {
    const folder = aFolder();
    const files = await client(folder);
    await expect(files.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }))).rejects.toThrow();
    expect(exportedFiles(folder)).toEqual([]);
  });

  it('of another bucket do not exist', async () => {
    const files = await client(aFolder());
    await expect(files.send(new HeadObjectCommand({ Bucket: 'other', Key: 'a' }))).rejects.toBeInstanceOf(NotFound);
  });
});

describe('secrets', () => {
  const properties = {
    GenerateSecretString: {
      SecretStringTemplate: '{"current":"k1"}',
      GenerateStringKey: 'k1',
      PasswordLength: 64,
      ExcludePunctuation: true,
    },
  };
  const template = { Resources: { Keys: { Type: 'AWS::SecretsManager::Secret', Properties: properties } } };
  const intrinsics = new Intrinsics(readTemplate(JSON.stringify(template)), {
    api: 'http://api',
    queues: 'http://queues',
  });

  it('are generated once', async () => {
    const file = join(aFolder(), 'secrets.json');
    const secrets = generatedSecrets(intrinsics, file);
    const client = new SecretsManagerClient(
      await clientSettings(jsonService(secretsOperations(secrets, `${file}.written`))),
    );
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: intrinsics.ref('Keys') }));
    expect(keyRing.parse(JSON.parse(SecretString)).keys.get('k1')).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(generatedSecrets(intrinsics, file)).toEqual(secrets);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('that are written are kept with their versions, and those that the start gives are not written down', async () => {
    const file = join(aFolder(), 'written.json');
    const start = async () =>
      new SecretsManagerClient(
        await clientSettings(
          jsonService(secretsOperations(new Map([['given', '"of this start"']]), file, new Map([['drawn', '"once"']]))),
        ),
      );
    const first = await start();
    const put = (SecretId: string, SecretString: string) =>
      first.send(new PutSecretValueCommand({ SecretId, SecretString }));
    await expect(put('tokens', '1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const { VersionId } = await first.send(new CreateSecretCommand({ Name: 'tokens', SecretString: '1' }));
    await put('tokens', '2');
    await put('given', '"changed"');
    await put('drawn', '"rotated"');
    await expect(first.send(new CreateSecretCommand({ Name: 'tokens', SecretString: '3' }))).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
    const again = await start();
    const read = async (input: { SecretId: string; VersionId?: string | undefined }) =>
      (await again.send(new GetSecretValueCommand(input))).SecretString;
    expect(await read({ SecretId: 'tokens' })).toBe('2');
    expect(await read({ SecretId: 'tokens', VersionId })).toBe('1');
    expect(await read({ SecretId: 'given' })).toBe('"of this start"');
    expect(await read({ SecretId: 'drawn' })).toBe('"rotated"');
  });

  it('that do not exist are not found, by AWS’s name', async () => {
    const client = new SecretsManagerClient(
      await clientSettings(jsonService(secretsOperations(new Map(), join(aFolder(), 'written.json')))),
    );
    const command = new GetSecretValueCommand({ SecretId: 'none' });
    await expect(client.send(command)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

describe('the workflow', () => {
  it('speaks to the SDK', async () => {
    const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
    const { executions, tokens } = new World(machine({ Done: { Type: 'Succeed' } }));
    const handle = jsonService(workflowOperations({ arn, aliases: [`${arn}:live`] }, executions, tokens));
    const client = new SFNClient(await clientSettings(handle));
    const start = new StartExecutionCommand({ stateMachineArn: `${arn}:live`, name: 'e', input: '{}' });
    const { executionArn, startDate } = await client.send(start);
    expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:m:e');
    expect(startDate).toEqual(new Date(0));
    const describeIt = new DescribeExecutionCommand({ executionArn });
    await expect.poll(async () => (await client.send(describeIt)).status).toBe('SUCCEEDED');
    await expect(client.send(start)).rejects.toBeInstanceOf(ExecutionAlreadyExists);
    const elsewhere = new StartExecutionCommand({ stateMachineArn: `${arn}:other`, name: 'e', input: '{}' });
    await expect(client.send(elsewhere)).rejects.toBeInstanceOf(StateMachineDoesNotExist);
    const tell = new SendTaskSuccessCommand({ taskToken: 'unknown', output: '{}' });
    await expect(client.send(tell)).rejects.toBeInstanceOf(InvalidToken);
  });
});

describe('events', () => {
  const event = aPublishedEvent();
  const buses = (folder: string) => new EventBuses(['company-events'], join(folder, 'events.jsonl'));
  const busOf = async (kept: EventBuses, name: string) =>
    eventBridgeBus(new EventBridgeClient(await clientSettings(jsonService(kept.operations))), name);

  it("are kept as a rule's target would get them, newest first, and survive a restart", async () => {
    const folder = aFolder();
    const bus = await busOf(buses(folder), 'company-events');
    expect(await bus.put([event, { ...event, type: 'Project reset' }])).toEqual({ taken: 2, refusal: null });
    expect(buses(folder).all()).toMatchObject([
      { 'detail-type': 'Project reset' },
      { source: 'send-to-erp', 'detail-type': 'Project sent', time: '2026-11-23T12:00:00Z', detail: event.detail },
    ]);
    expect(statSync(join(folder, 'events.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('for a bus that is not there are refused one by one', async () => {
    const kept = buses(aFolder());
    expect(await (await busOf(kept, 'elsewhere')).put([event])).toEqual({ taken: 0, refusal: 'InvalidArgument' });
    expect(kept.all()).toEqual([]);
  });

  it('more than EventBridge takes at once are refused', async () => {
    const bus = await busOf(buses(aFolder()), 'company-events');
    await expect(bus.put(Array.from({ length: 11 }, () => event))).rejects.toThrow('one to ten entries');
  });
});
