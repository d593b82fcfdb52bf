import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SCHEMA } from '#aws/items.ts';
import { MAX_BODY_BYTES, snapshotItemKey } from '#aws/snapshot-item.ts';
import { sha256Of } from '#domain/canonical.ts';
import { DomainError } from '#domain/errors.ts';
import { giveUp } from '#domain/exporting.ts';
import { accept, acceptInPart, expire, heard, mailed, nextRun, reject, retrieve } from '#domain/life.ts';
import { send } from '#domain/opening.ts';
import { VersionConflict } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { CostCode } from '#domain/project.ts';
import { recordCommands } from '#test/support/dynamo-faults.ts';
import { eachLedgerPerTest, describeOnDynamo, itOnDynamo } from '#test/support/ledger-under-test.ts';
import {
  afterNoon,
  anActing,
  anApprover,
  anIntegration,
  aPerson,
  aPolicy,
  aRecord,
  aSent,
  aSnapshot,
} from '#test/support/records.ts';

const key = { companyId: 1, projectId: 42 };

const underTest = eachLedgerPerTest();

const allItems = async () => {
  const { client, table } = underTest().dynamo();
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return Items.map((item) => unmarshall(item));
};

describe('a project', () => {
  it('that was never sent has no record', async () => {
    expect(await underTest().ledger.read(key)).toBeNull();
  });

  it('is read as it was written', async () => {
    const { ledger } = underTest();
    await ledger.write(null, aRecord());
    expect(await ledger.read(key)).toEqual(aRecord());
  });

  it('is its company’s alone', async () => {
    const { ledger } = underTest();
    await ledger.write(null, aRecord());
    expect(await ledger.read({ companyId: 2, projectId: 42 })).toBeNull();
    expect(await ledger.read({ companyId: 1, projectId: 4 })).toBeNull();
  });

  it('keeps empty, long and foreign texts', async () => {
    const { ledger } = underTest();
    const record = aRecord(
      {},
      { note: '', sender: aPerson({ name: 'Ægir 東京 🏗️ \u0000"\\' }), ignoredFields: ['x'.repeat(900)] },
    );
    await ledger.write(null, record);
    expect(await ledger.read(key)).toEqual(record);
  });

  itOnDynamo.each([SCHEMA + 1, SCHEMA - 2])(
    'written in schema %i, which this release does not know, is refused',
    async (schema) => {
      const { ledger, dynamo } = underTest();
      const { client, table } = dynamo();
      const item = marshall({ pk: 'C#1#P#42', sk: 'PROJECT', schema });
      await client.send(new PutItemCommand({ TableName: table, Item: item }));
      const words = `written in schema ${schema}, and this release reads only ${SCHEMA - 1} and ${SCHEMA}`;
      await expect(ledger.read(key)).rejects.toThrow(words);
    },
  );

  itOnDynamo(
    'written in the schema of the release before is read, and has the present one after the next write',
    async () => {
      const { ledger, dynamo } = underTest();
      const { client, table } = dynamo();
      const record = aRecord();
      await ledger.write(null, record);
      const Key = marshall({ pk: 'C#1#P#42', sk: 'PROJECT' });
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
      const older = { ...Item, schema: { N: String(SCHEMA - 1) } };
      await client.send(new PutItemCommand({ TableName: table, Item: older }));
      expect(await ledger.read(key)).toEqual(record);
      await ledger.write(record, heard(record, 'token', afterNoon(1)));
      const after = await client.send(new GetItemCommand({ TableName: table, Key }));
      expect(after.Item?.['schema']).toEqual({ N: String(SCHEMA) });
    },
  );
});

describe('a write', () => {
  it('changes what its transition changed and appends its event', async () => {
    const { ledger } = underTest();
    const sent = aRecord();
    const waiting = heard(sent, 'token', afterNoon(1));
    const accepted = accept(waiting, anActing(), { job_id: '7' });
    await ledger.write(null, sent);
    await ledger.write(sent, waiting);
    await ledger.write(waiting, accepted);
    expect(await ledger.read(key)).toEqual(accepted);
  });

  itOnDynamo('takes a project that is no longer due out of the index', async () => {
    const { ledger } = underTest();
    const sent = aRecord();
    await ledger.write(null, sent);
    expect((await allItems())[0]).toMatchObject({ due_shard: '2', due_at: sent.due_at });
    await ledger.write(sent, retrieve(sent, aPerson(), afterNoon(1)));
    const [item] = await allItems();
    expect(Object.keys(item ?? {})).not.toContain('due_shard');
    expect(Object.keys(item ?? {})).not.toContain('due_at');
  });

  it('is refused when a project is sent for the first time twice, and tells what stands there', async () => {
    const { ledger } = underTest();
    await ledger.write(null, aRecord());
    const second = ledger.write(null, aRecord({}, { note: 'second', idempotencyKey: 'key-2' }));
    await expect(second).rejects.toThrow(VersionConflict);
    await expect(second).rejects.toMatchObject({ current: aRecord() });
    expect(await ledger.read(key)).toEqual(aRecord());
  });

  it('is refused when the version read is no longer there', async () => {
    const { ledger } = underTest();
    const sent = aRecord();
    const waiting = heard(sent, 'token', afterNoon(1));
    await ledger.write(null, sent);
    await ledger.write(sent, waiting);
    await expect(ledger.write(sent, accept(sent, anActing(), {}))).rejects.toMatchObject({ current: waiting });
    expect(await ledger.read(key)).toEqual(waiting);
  });

  it('is refused when the status is not the one read, whatever the version says', async () => {
    const { ledger } = underTest();
    const sent = aRecord();
    const retrieved = { ...retrieve(sent, aPerson(), afterNoon(1)), version: 1 };
    await ledger.write(null, retrieved);
    await expect(ledger.write(sent, accept(sent, anActing(), {}))).rejects.toThrow(VersionConflict);
  });

  it('is refused when the project is gone', async () => {
    const sent = aRecord();
    const write = underTest().ledger.write(sent, heard(sent, 'token', afterNoon(1)));
    await expect(write).rejects.toMatchObject({ name: 'VersionConflict', current: null });
    expect(await underTest().ledger.read(key)).toBeNull();
  });

  itOnDynamo('that would exceed what an item can hold is refused as too large', async () => {
    const { ledger } = underTest();
    const ignoredFields = Array.from({ length: 5_000 }, (_, index) => `project.${'x'.repeat(80)}${index}`);
    await expect(ledger.write(null, aRecord({}, { ignoredFields }))).rejects.toMatchObject({ code: 'body_too_large' });
    expect(await allItems()).toEqual([]);
  });

  it('hides the task token of the record it found from whoever logs the refusal', async () => {
    const { ledger } = underTest();
    const waiting = heard(aRecord(), 'secret-token', afterNoon(1));
    await ledger.write(null, waiting);
    const refusal: unknown = await ledger.write(null, aRecord()).catch((error: unknown) => error);
    const logged = [];
    for (const name in refusal as object) logged.push(name);
    expect(logged).toEqual(['name']);
    expect(String(refusal)).not.toContain('secret-token');
  });
});

describe('T11: a decision is written only if it was made before the window ends that stands in the table', () => {
  const HOUR = 3600;
  const integration = anIntegration({ policy: aPolicy({ approval_window: 'PT1H', reminder_after: [] }) });
  const sent = aRecord({}, { integration });
  const partly = acceptInPart(sent, anActing({ by: anApprover({ id: 'first' }) }), {});
  const decisions: [string, ProjectRecord, (record: ProjectRecord, at: Date) => ProjectRecord][] = [
    ['an accept', sent, (record, at) => accept(record, anActing({ at }), { job_id: '7' })],
    ['a reject', sent, (record, at) => reject(record, anActing({ at, via: 'api' }), 'Wrong customer.')],
    ['the first of several accepts', sent, (record, at) => acceptInPart(record, anActing({ at }), {})],
    ['another of several accepts', partly, (record, at) => acceptInPart(record, anActing({ at }), {})],
    ['the last of several accepts', partly, (record, at) => accept(record, anActing({ at }), {})],
    ['a reject after an accept', partly, (record, at) => reject(record, anActing({ at }), 'Wrong customer.')],
  ];
  // Nobody looks at the clock here: the table alone refuses.
  it.each(decisions)('%s', async (_, before, decide) => {
    for (const late of [0, 0.001, 1, 86_400]) {
      const { ledger } = underTest();
      if (late === 0) await ledger.write(null, before);
      const refused = ledger.write(before, decide(before, afterNoon(HOUR + late)));
      await expect(refused, `${late} s late`).rejects.toMatchObject({ name: 'VersionConflict', current: before });
      expect(await ledger.read(key)).toEqual(before);
    }
    const inTime = decide(before, afterNoon(HOUR - 1));
    await underTest().ledger.write(before, inTime);
    expect(await underTest().ledger.read(key)).toEqual(inTime);
  });

  it('in the last millisecond', async () => {
    const { ledger } = underTest();
    await ledger.write(null, sent);
    const inTime = accept(sent, anActing({ at: afterNoon(HOUR - 0.001) }), {});
    await ledger.write(sent, inTime);
    expect(await ledger.read(key)).toEqual(inTime);
  });

  it('and not by a later end that only its maker believes in', async () => {
    const { ledger } = underTest();
    await ledger.write(null, sent);
    const believed = { ...sent, request: { ...sent.request, expires_at: afterNoon(10 * HOUR).toISOString() } };
    const late = accept(believed, anActing({ at: afterNoon(2 * HOUR) }), {});
    await expect(ledger.write(believed, late)).rejects.toThrow(VersionConflict);
    expect(await ledger.read(key)).toEqual(sent);
  });

  it('while all else may still be written: that it expired, was taken back, mailed, or begins anew', async () => {
    const late = afterNoon(HOUR + 1);
    for (const [project, change] of [
      (record: ProjectRecord) => expire(record, late),
      (record: ProjectRecord) => retrieve(record, aPerson(), late),
      (record: ProjectRecord) => heard(record, 'token', late),
      (record: ProjectRecord) => mailed(record, [{ kind: 'approval', to: 'approver', nth: 0 }], late, late),
      (record: ProjectRecord) => nextRun(record, late),
    ].entries()) {
      const { ledger } = underTest();
      const before = aRecord({}, { projectId: 1 + project, integration });
      await ledger.write(null, before);
      await ledger.write(before, change(before));
      expect(await ledger.read({ companyId: 1, projectId: 1 + project })).toEqual(change(before));
    }
  });

  it('and a decision on a failed export has no window', async () => {
    const { ledger } = underTest();
    const exporting = accept(sent, anActing(), {});
    const failed = giveUp(exporting, afterNoon(90));
    await ledger.write(null, failed);
    const rejected = reject(failed, anActing({ at: afterNoon(5 * HOUR) }), 'Not worth it.');
    await ledger.write(failed, rejected);
    expect(await ledger.read(key)).toEqual(rejected);
  });
});

describe('a snapshot', () => {
  const words =
    'concrete formwork rebar excavation backfill electrical plumbing drywall roofing glazing elevator paving'.split(
      ' ',
    );
  const hash = (seed: number) => createHash('sha256').update(String(seed)).digest();
  const realistic = (_: unknown, index: number): CostCode => {
    const [a = 0, b = 0, c = 0, ...id] = hash(index);
    return {
      id: Number(id.slice(0, 5).join('')),
      full_code: `${String(1 + Math.floor(index / 80)).padStart(2, '0')}-${String((index % 80) * 10).padStart(4, '0')}`,
      name: [a, b, c].map((byte) => words[byte % words.length]).join(' '),
      line_item_types: ['L', 'M', 'E', 'S'].slice(0, 1 + (a % 4)).map((code) => ({ code, name: `Type ${code}` })),
    };
  };

  it('that nobody stored is not there', async () => {
    expect(await underTest().ledger.readSnapshot(1, 'a'.repeat(64))).toBeNull();
  });

  itOnDynamo('with 4,000 cost codes is read as it was stored, and fits several times over', async ({ annotate }) => {
    const { ledger } = underTest();
    const snapshot = aSnapshot({ cost_codes: Array.from({ length: 4_000 }, realistic) });
    const sha256 = sha256Of(snapshot);
    await ledger.prepare(1, sha256, snapshot, null);
    await ledger.prepare(1, sha256, snapshot, null);
    expect(await ledger.readSnapshot(1, sha256)).toEqual(snapshot);
    expect(await ledger.readSnapshot(2, sha256)).toBeNull();
    const items = await allItems();
    expect(items).toHaveLength(1);
    const bytes = (items[0]?.['body'] as Uint8Array).length;
    await annotate(`${JSON.stringify(snapshot).length} bytes of JSON are kept in ${bytes}`);
    expect(bytes).toBeLessThan(MAX_BODY_BYTES / 3);
  });

  itOnDynamo('that no item can hold is refused, and nothing is stored', async () => {
    const { ledger } = underTest();
    const noise = (index: number) =>
      Array.from({ length: 12 }, (_, part) => hash(index * 100 + part).toString('base64')).join('');
    const cost_codes = Array.from({ length: 2_000 }, (_, index) => ({ ...realistic(null, index), name: noise(index) }));
    const snapshot = aSnapshot({ cost_codes });
    const prepared = ledger.prepare(1, sha256Of(snapshot), snapshot, aRecord());
    await expect(prepared).rejects.toThrow(DomainError);
    await expect(prepared).rejects.toMatchObject({ code: 'body_too_large' });
    expect(await allItems()).toEqual([]);
  });

  itOnDynamo('just below that limit is one that DynamoDB takes', async () => {
    const { client, table } = underTest().dynamo();
    const longestKey = snapshotItemKey(Number.MAX_SAFE_INTEGER, 'a'.repeat(64));
    const item = (bytes: number) => marshall({ ...longestKey, schema: 1, body: new Uint8Array(bytes) });
    await client.send(new PutItemCommand({ TableName: table, Item: item(MAX_BODY_BYTES) }));
    await expect(
      client.send(new PutItemCommand({ TableName: table, Item: item(MAX_BODY_BYTES + 256) })),
    ).rejects.toThrow('size');
  });
});

describe('a request that a later one replaced', () => {
  it('is read with its events', async () => {
    const { ledger } = underTest();
    const first = retrieve(aRecord(), aPerson(), afterNoon(1));
    const second = send(first, aSent({ at: afterNoon(2), idempotencyKey: 'key-2' }));
    await ledger.write(null, first);
    await ledger.prepare(1, sha256Of(aSnapshot()), aSnapshot(), first);
    await ledger.write(first, second);
    expect(await ledger.readClosed(key, 1)).toEqual({ request: first.request, events: first.events });
    expect(await ledger.readClosed(key, 2)).toBeNull();
    expect(await ledger.read(key)).toEqual(second);
  });

  it('keeps its last event when somebody who has not seen it stores the request late', async () => {
    const { ledger } = underTest();
    const stale = aRecord();
    const first = retrieve(stale, aPerson(), afterNoon(1));
    for (const closed of [stale, first, stale, first]) {
      await ledger.prepare(1, sha256Of(aSnapshot()), aSnapshot(), closed);
    }
    expect(await ledger.readClosed(key, 1)).toEqual({ request: first.request, events: first.events });
    await ledger.prepare(1, sha256Of(aSnapshot()), aSnapshot(), stale);
    expect(await ledger.readClosed(key, 1)).toEqual({ request: first.request, events: first.events });
  });
});

describeOnDynamo('calls to DynamoDB', () => {
  itOnDynamo('are two for a first send, and two for a decision', async () => {
    const { ledger, dynamo } = underTest();
    const sent = recordCommands(dynamo().client);
    await ledger.prepare(1, sha256Of(aSnapshot()), aSnapshot(), null);
    await ledger.write(null, aRecord());
    expect(sent.splice(0)).toEqual(['BatchWriteItem', 'UpdateItem']);
    const found = (await ledger.read(key)) ?? aRecord();
    await ledger.write(found, accept(found, anActing(), {}));
    expect(sent).toEqual(['GetItem', 'UpdateItem']);
  });
});
