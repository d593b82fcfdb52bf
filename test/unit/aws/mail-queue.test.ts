import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { sqsMailQueue } from '#aws/mail-queue.ts';
import type { MailTask } from '#domain/telling.ts';
import { aRecord, NOON } from '#test/support/records.ts';
import { queueMails } from '#use-cases/queue-mails.ts';

const URL = 'https://sqs.eu-west-1.amazonaws.com/111122223333/mails.fifo';
const LARGEST = Number.MAX_SAFE_INTEGER;
const REASON = `${'a'.repeat(64)}-101`;

const underTest = () => {
  const client = new SQSClient({ region: 'eu-west-1' });
  const sqs = mockClient(client);
  sqs.on(SendMessageCommand).resolves({});
  const inputs = () => sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);
  return { queue: sqsMailQueue(client, URL), sqs, inputs };
};

const aboutProject = (company_id: number, project_id: number): MailTask => ({
  about: 'project',
  company_id,
  project_id,
});
const aDigest = (company_id: number, integration_id: string, day = '2026-11-23'): MailTask => ({
  about: 'digest',
  company_id,
  integration_id,
  day,
});

describe('a mail task', () => {
  it('about a project is in the group of that project, and its repeat is told by its reason', async () => {
    const { queue, inputs } = underTest();
    await queue.add(aboutProject(1, 42), REASON);
    expect(inputs()).toEqual([
      {
        QueueUrl: URL,
        MessageBody: '{"about":"project","company_id":1,"project_id":42}',
        MessageGroupId: '1-42',
        MessageDeduplicationId: `1-42-${REASON}`,
      },
    ]);
  });

  it('about a digest is in the group of its integration', async () => {
    const { queue, inputs } = underTest();
    await queue.add(aDigest(1, 'main-erp'), 'digest-2026-11-23');
    expect(inputs()).toEqual([
      {
        QueueUrl: URL,
        MessageBody: '{"about":"digest","company_id":1,"integration_id":"main-erp","day":"2026-11-23"}',
        MessageGroupId: '1-main-erp',
        MessageDeduplicationId: '1-main-erp-digest-2026-11-23',
      },
    ]);
  });

  it('T63: has the deduplication id of its repeat, and no other task has it', async () => {
    const { queue, inputs } = underTest();
    await queue.add(aboutProject(1, 42), REASON);
    await queue.add(aboutProject(1, 42), REASON);
    await queue.add(aboutProject(1, 42), `${REASON}1`);
    await queue.add(aboutProject(14, 2), REASON);
    await queue.add(aDigest(1, 'main'), 'digest-2026-11-23');
    await queue.add(aDigest(1, 'main', '2026-11-24'), 'digest-2026-11-24');
    const [first, repeat, ...others] = inputs().map((input) => input.MessageDeduplicationId);
    expect(repeat).toBe(first);
    expect(new Set([first, ...others]).size).toBe(5);
  });

  it('has ids that SQS takes, however large those of its project are', async () => {
    const { queue, inputs } = underTest();
    await queue.add(aboutProject(LARGEST, LARGEST), 'a'.repeat(70));
    await queue.add(aboutProject(LARGEST, LARGEST), `${'a'.repeat(69)}b`);
    const [one, two] = inputs();
    for (const id of [one?.MessageGroupId, one?.MessageDeduplicationId]) expect(id).toMatch(/^[\w-]{1,128}$/);
    expect(one?.MessageDeduplicationId).not.toBe(two?.MessageDeduplicationId);
  });

  it('T55: holds ids only, whatever the project and its people are called', async () => {
    const { queue, inputs } = underTest();
    const record = aRecord({}, { note: 'Call Paula.' });
    await queueMails({ mailQueue: queue, clock: () => NOON }, record);
    expect(JSON.parse(inputs()[0]?.MessageBody ?? '')).toEqual({ about: 'project', company_id: 1, project_id: 42 });
    const everything = JSON.stringify(inputs());
    for (const text of ['@', 'Paula', 'Aaron', 'Harbour', 'sender', 'approver']) expect(everything).not.toContain(text);
  });

  it('is an error when SQS does not take it', async () => {
    const { queue, sqs } = underTest();
    sqs.on(SendMessageCommand).rejects(Object.assign(new Error('down'), { name: 'ServiceUnavailable' }));
    await expect(queue.add(aboutProject(1, 42), REASON)).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  });
});
