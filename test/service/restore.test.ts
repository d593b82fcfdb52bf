import { PutItemCommand, ScanCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { dynamoLedger } from '#aws/ledger.ts';
import { firstBrokenLink } from '#domain/audit.ts';
import { createTable } from '#test/support/dynamo.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { aBody } from '#test/support/service.ts';
import { ServedService } from '#test/support/served-service.ts';

const underTest = ledgerPerTest();

type Items = readonly Record<string, AttributeValue>[];

const copyOf = async (client: DynamoDBClient, table: string): Promise<Items> =>
  (await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [];

/** A new table that holds what the copy held. */
const restored = async (client: DynamoDBClient, items: Items) => {
  const name = 'restored';
  await createTable(client, name);
  for (const Item of items) await client.send(new PutItemCommand({ TableName: name, Item }));
  return dynamoLedger({ client, name });
};

/** How far each of the projects has come when the copy is taken. */
const STAGES = {
  sent: 1,
  asked: 2,
  mailed: 3,
  accepted: 4,
  answerLost: 5,
  synced: 6,
  rejected: 7,
  sentAgain: 8,
} as const;

const idOf = (project: number): string => `${project}-1`;

/** Steps of one request. */
const stepsIn = (service: ServedService) => {
  const decide = async (project: number, decision: 'accept' | 'reject', number = 1) => {
    const mail = service.mails.findLast(
      ({ to, subject }) => to === 'approver@example.com' && subject.includes(`${project}-${number}`),
    );
    const token = /\/approvals\/([\w.-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    const reason = decision === 'reject' ? { reason: 'The total is from last year.' } : {};
    const answer = await service.page(token, { ...(await service.formOf(token)), decision, ...reason });
    expect(answer.status, `${project}-${number}`).toBe(200);
  };
  const ask = async () => {
    await service.settled();
    await service.deliver();
  };
  return { decide, ask, send: (project: number) => service.send(aBody(project), `key-${project}`) };
};

const upToTheCopy = async (service: ServedService): Promise<void> => {
  const { decide, ask, send } = stepsIn(service);
  for (const project of [STAGES.mailed, STAGES.accepted, STAGES.answerLost]) await send(project);
  for (const project of [STAGES.synced, STAGES.rejected, STAGES.sentAgain]) await send(project);
  await ask();
  await decide(STAGES.synced, 'accept');
  await decide(STAGES.rejected, 'reject');
  await decide(STAGES.sentAgain, 'accept');
  await ask();
  service.erp.answersToLose = 1;
  await decide(STAGES.answerLost, 'accept');
  await service.settled();
  expect((await service.recordOf(idOf(STAGES.answerLost)))?.request.exports).toMatchObject([{ outcome: 'unknown' }]);
  await service.killedAt({ call: 'workflow.succeed', when: 'before' }, () => decide(STAGES.accepted, 'accept'));
  await send(STAGES.asked);
  await service.settled();
  await service.killedAt({ call: 'workflow.start', when: 'before' }, () => send(STAGES.sent));
};

/** What happens after the copy was taken: nobody but the ERP and the mailboxes will know. */
const beyondTheCopy = async (service: ServedService): Promise<void> => {
  const { decide, ask } = stepsIn(service);
  await service.live(15);
  await decide(STAGES.sent, 'accept');
  await decide(STAGES.asked, 'reject');
  await decide(STAGES.mailed, 'accept');
  await service.send(aBody(STAGES.sentAgain, { name: 'Quay Bridge' }), 'again');
  await ask();
  await decide(STAGES.sentAgain, 'accept', 2);
  await service.send(aBody(NEW), `key-${NEW}`);
  await ask();
  await decide(NEW, 'accept');
  await service.live(5);
};

/** Sent only after the copy. */
const NEW = 9;

it('R44: a table restored from a backup goes on by itself: what was decided since is decided again, and no job is made twice', async () => {
  const { client, table, ledger } = underTest();
  const before = new ServedService(ledger);
  await upToTheCopy(before);
  const copy = await copyOf(client, table);
  await beyondTheCopy(before);
  const made = before.erp.jobs.map(({ external_id }) => external_id).sort();
  expect(made).toEqual(['1-1', '1-3', '1-4', '1-5', '1-6', '1-8', '1-9']);

  const after = new ServedService(await restored(client, copy), {
    erp: before.erp,
    at: before.time.clock(),
    closed: before.stopExecutions(),
  });
  await after.sweep('open');
  await after.live(15);
  const { decide, ask, send } = stepsIn(after);
  after.mails.push(...before.mails);
  await decide(STAGES.sent, 'accept');
  await decide(STAGES.mailed, 'accept');
  // Decided otherwise this time: the ledger knows nothing of the first time.
  await decide(STAGES.asked, 'accept');
  expect((await send(NEW)).status).toBe(202);
  await ask();
  await decide(NEW, 'accept');
  for (const project of [...Object.values(STAGES), NEW]) {
    const id = idOf(project);
    await after.liveUntil(id, project === STAGES.rejected ? 'rejected' : 'synced');
    const record = await after.recordOf(id);
    expect(firstBrokenLink(record?.events ?? []), id).toBeNull();
    expect(record?.due_at, id).toBeNull();
    expect(after.erp.jobsOf(`1-${project}`), id).toHaveLength(project === STAGES.rejected ? 0 : 1);
  }
});

it('R15: a decision whose token is lost stands, and the sweeper goes round the execution that nobody can wake', async () => {
  const service = new ServedService(underTest().ledger);
  const { decide, ask, send } = stepsIn(service);
  await send(STAGES.asked);
  await ask();
  const record = (await service.recordOf(idOf(STAGES.asked))) ?? expect.fail('The request is lost.');
  await service.ledger.write(record, { ...record, version: record.version + 1, task_token: null });
  await decide(STAGES.asked, 'accept');
  expect(service.told).toEqual([]);
  await service.live(20);
  expect((await service.recordOf(idOf(STAGES.asked)))?.request).toMatchObject({ status: 'synced', run: 2 });
  expect(service.erp.jobs).toHaveLength(1);
});
