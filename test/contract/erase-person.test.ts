import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoArchive } from '#aws/archive.ts';
import { firstBrokenLink } from '#domain/audit.ts';
import { reject, retrieve } from '#domain/life.ts';
import { send } from '#domain/opening.ts';
import type { Archive } from '#domain/ports.ts';
import { dynamoRequestIndex } from '#ops/request-index.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import {
  aKnownIntegration,
  afterNoon,
  anActing,
  anApprover,
  aPerson,
  aSnapshot,
  aSent,
} from '#test/support/records.ts';
import { dutiesOf, erasePerson, type ErasureDeps, type ProjectErasure } from '#use-cases/erase-person.ts';

const underTest = ledgerPerTest();
const PAULA = aPerson();
const KEY = { companyId: 1, projectId: 42 };

/** A project that Paula sent, had rejected and sent again. */
const sentTwice = async (): Promise<void> => {
  const { ledger } = underTest();
  const first = send(null, aSent({ sender: PAULA, note: 'From Paula Sender.' }));
  const rejected = reject(first, anActing({ by: anApprover(), at: afterNoon(60) }), 'Incomplete.');
  const second = send(rejected, aSent({ sender: PAULA, at: afterNoon(120) }));
  await ledger.write(null, first);
  await ledger.write(first, rejected);
  await ledger.prepare(1, second.request.snapshot_sha256, aSnapshot(), rejected);
  await ledger.write(rejected, second);
  await ledger.write(second, retrieve(second, PAULA, afterNoon(180)));
};

const deps = (over: Partial<Archive> = {}): ErasureDeps => {
  const { ledger, client, table } = underTest();
  return {
    ledger,
    archive: { ...dynamoArchive({ client, name: table }), ...over },
    projects: (companyId) => dynamoRequestIndex({ client, name: table }).projects(companyId),
    integrations: { list: async () => [aKnownIntegration({ approvers: [anApprover()] })] },
  };
};

const erase = async (from: ErasureDeps, { companyId = 1, isPreview = false } = {}): Promise<ProjectErasure[]> => {
  const erasure = { personId: PAULA.id, pseudonym: 'erased-1', operator: 'Pat Operator', at: afterNoon(900) };
  const found: ProjectErasure[] = [];
  for await (const each of erasePerson(from, companyId, erasure, isPreview)) found.push(each);
  return found;
};

const everything = async (): Promise<string> => {
  const { client, table } = underTest();
  const { Items } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  return JSON.stringify(Items);
};

const chain = async () => {
  const { ledger } = underTest();
  const [closed, record] = await Promise.all([ledger.readClosed(KEY, 1), ledger.read(KEY)]);
  return [...(closed?.events ?? []), ...(record?.events ?? [])];
};

describe('erasing a person from the ledger', () => {
  it('leaves nothing of them in the table, and a chain that holds', async () => {
    await sentTwice();
    expect(await erase(deps())).toEqual([{ project: KEY, outcome: 'erased', events: 3 }]);
    expect(await everything()).not.toMatch(/paula/i);
    expect(await chain()).toHaveLength(5);
    expect(firstBrokenLink(await chain())).toBeNull();
  });

  it('only says so when it is a preview', async () => {
    await sentTwice();
    const before = await everything();
    expect(await erase(deps(), { isPreview: true })).toEqual([{ project: KEY, outcome: 'erased', events: 3 }]);
    expect(await everything()).toBe(before);
  });

  it('is finished by a repeat when it was broken off between two items', async () => {
    await sentTwice();
    const broken = deps({ rewriteClosed: () => Promise.reject(new Error('The line went dead.')) });
    await expect(erase(broken)).rejects.toThrow('The line went dead.');
    expect(firstBrokenLink(await chain())).toBeNull();
    expect(await erase(deps())).toEqual([{ project: KEY, outcome: 'erased', events: 1 }]);
    expect(await everything()).not.toMatch(/paula/i);
    expect(firstBrokenLink(await chain())).toBeNull();
    expect(await erase(deps())).toEqual([]);
  });

  it('keeps a project whose request is open, and says so', async () => {
    await underTest().ledger.write(null, send(null, aSent({ sender: PAULA })));
    const before = await everything();
    expect(await erase(deps())).toEqual([{ project: KEY, outcome: 'kept' }]);
    expect(await everything()).toBe(before);
  });

  it('leaves other companies alone', async () => {
    await sentTwice();
    expect(await erase(deps(), { companyId: 2 })).toEqual([]);
    expect(await everything()).toMatch(/paula/i);
  });

  it('names the integrations that still ask the person', async () => {
    expect(await dutiesOf(deps(), 1, 'approver')).toEqual(['main']);
    expect(await dutiesOf(deps(), 1, PAULA.id)).toEqual([]);
  });
});
