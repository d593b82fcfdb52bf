import { describe, expect, it } from 'vitest';
import { dueShards } from '#aws/ledger-items.ts';
import { sha256Of } from '#domain/canonical.ts';
import { endExport, beginExport } from '#domain/exporting.ts';
import { accept, reject, retrieve } from '#domain/life.ts';
import { send } from '#domain/opening.ts';
import type { Ledger, RequestFilter } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { RequestStatus } from '#domain/request.ts';
import { recordCommands } from '#test/support/dynamo-faults.ts';
import { eachLedgerPerTest, itOnDynamo } from '#test/support/ledger-under-test.ts';
import { afterNoon, anActing, aPerson, aRecord, aSent, aSnapshot } from '#test/support/records.ts';

const underTest = eachLedgerPerTest();

const snapshot = aSnapshot();
const decided = anActing({ at: afterNoon(1_000) });

/** A project of company 1 sent so many seconds after noon. */
const sentAt = (seconds: number, projectId: number, companyId = 1): ProjectRecord =>
  aRecord({}, { companyId, projectId, at: afterNoon(seconds) });

const sendAgain = async (ledger: Ledger, before: ProjectRecord, seconds: number): Promise<ProjectRecord> => {
  const next = send(
    before,
    aSent({ projectId: before.project_id, at: afterNoon(seconds), idempotencyKey: `${seconds}` }),
  );
  await ledger.prepare(1, sha256Of(snapshot), snapshot, before);
  await ledger.write(before, next);
  return next;
};

const idsOf = async (ledger: Ledger, filter: Partial<RequestFilter> = {}, companyId = 1) => {
  const { requests, total } = await ledger.list(companyId, { status: undefined, page: 1, perPage: 100, ...filter });
  return { ids: requests.map(({ id }) => id), total };
};

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

describe('the list of requests', () => {
  it('is empty for a company that sent nothing', async () => {
    const { ledger } = underTest();
    await ledger.write(null, sentAt(0, 1, 2));
    expect(await idsOf(ledger)).toEqual({ ids: [], total: 0 });
  });

  it('shows each request as it is, newest first, replaced ones too', async () => {
    const { ledger } = underTest();
    const first = reject(sentAt(10, 7), decided, 'Wrong customer.');
    await ledger.write(null, first);
    await ledger.write(null, sentAt(20, 5));
    await ledger.write(null, sentAt(15, 6));
    const second = await sendAgain(ledger, first, 30);
    const { requests, total } = await ledger.list(1, { status: undefined, page: 1, perPage: 10 });
    expect(requests).toEqual([second.request, sentAt(20, 5).request, sentAt(15, 6).request, first.request]);
    expect(total).toBe(4);
  });

  it('shows a request once when a send broke off after keeping it', async () => {
    const { ledger } = underTest();
    const closed = retrieve(sentAt(0, 7), aPerson(), afterNoon(1));
    await ledger.write(null, closed);
    await ledger.prepare(1, sha256Of(snapshot), snapshot, closed);
    expect(await idsOf(ledger)).toEqual({ ids: ['7-1'], total: 1 });
    await sendAgain(ledger, closed, 10);
    expect(await idsOf(ledger)).toEqual({ ids: ['7-2', '7-1'], total: 2 });
  });

  it('orders what was sent at the same instant by project and number', async () => {
    const { ledger } = underTest();
    let record = retrieve(sentAt(0, 7), aPerson(), afterNoon(0));
    await ledger.write(null, record);
    for (let number = 2; number <= 11; number += 1) {
      const sent = await sendAgain(ledger, record, 0);
      record = retrieve(sent, aPerson(), afterNoon(0));
      await ledger.write(sent, record);
    }
    const { ids } = await idsOf(ledger);
    expect(ids).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((number) => `7-${number}`));
  });

  it('gives one status, with its own total', async () => {
    const { ledger } = underTest();
    const exporting = accept(sentAt(1, 1), decided, {});
    const refused = endExport(
      beginExport(exporting, afterNoon(9)),
      { outcome: 'refused', message: 'No.', field: null },
      afterNoon(9),
    );
    const written: [number, ProjectRecord][] = [
      [1, exporting],
      [2, sentAt(2, 2)],
      [3, sentAt(3, 3)],
      [4, { ...refused, project_id: 4, request: { ...refused.request, id: '4-1', project_id: 4 } }],
    ];
    for (const [, record] of written) await ledger.write(null, record);
    const byStatus = async (status: RequestStatus) => idsOf(ledger, { status });
    expect(await byStatus('ready_to_export')).toEqual({ ids: ['3-1', '2-1'], total: 2 });
    expect(await byStatus('exporting')).toEqual({ ids: ['1-1'], total: 1 });
    expect(await byStatus('failed_to_export')).toEqual({ ids: ['4-1'], total: 1 });
    expect(await byStatus('synced')).toEqual({ ids: [], total: 0 });
  });

  it('follows a request from status to status', async () => {
    const { ledger } = underTest();
    const sent = sentAt(0, 7);
    await ledger.write(null, sent);
    await ledger.write(sent, accept(sent, decided, {}));
    expect(await idsOf(ledger, { status: 'ready_to_export' })).toEqual({ ids: [], total: 0 });
    expect(await idsOf(ledger, { status: 'exporting' })).toEqual({ ids: ['7-1'], total: 1 });
  });

  it('comes in pages without gap or overlap, however DynamoDB cuts its own', async () => {
    const { ledger, faults } = underTest();
    faults.answerInPages(3);
    const expected: string[] = [];
    for (let project = 1; project <= 23; project += 1) {
      const sent = sentAt(project, project);
      await ledger.write(null, project % 2 === 0 ? sent : reject(sent, decided, 'No.'));
      expected.unshift(`${project}-1`);
    }
    const pages = await Promise.all([1, 2, 3, 4].map((page) => idsOf(ledger, { page, perPage: 10 })));
    expect(pages.map(({ ids }) => ids.length)).toEqual([10, 10, 3, 0]);
    expect(pages.flatMap(({ ids }) => ids)).toEqual(expected);
    expect(pages.map(({ total }) => total)).toEqual([23, 23, 23, 23]);
  });

  it('shows more than one batch of items', async () => {
    const { ledger } = underTest();
    await Promise.all(Array.from({ length: 120 }, (_, index) => ledger.write(null, sentAt(index, 1 + index))));
    const { ids, total } = await idsOf(ledger, { perPage: 120 });
    expect(total).toBe(120);
    expect(ids).toEqual(Array.from({ length: 120 }, (_, index) => `${120 - index}-1`));
  });

  itOnDynamo('of one status takes two calls', async () => {
    const { ledger, dynamo } = underTest();
    await ledger.write(null, sentAt(0, 7));
    const sent = recordCommands(dynamo().client);
    await idsOf(ledger, { status: 'ready_to_export' });
    expect(sent).toEqual(['Query', 'BatchGetItem']);
  });
});

describe('projects that are due', () => {
  const dueAt = (seconds: number, projectId: number): ProjectRecord => ({
    ...sentAt(0, projectId),
    due_at: afterNoon(seconds).toISOString(),
  });

  it('come oldest first, from all companies and shards, and not before their time', async () => {
    const { ledger, faults } = underTest();
    faults.answerInPages(2);
    const seconds = [50, 10, 40, 20, 30, 60, 5, 15, 25, 35, 45, 55, 101, 100, 99];
    for (const [index, at] of seconds.entries()) await ledger.write(null, dueAt(at, 1 + index));
    await ledger.write(null, { ...sentAt(0, 1, 2), due_at: afterNoon(1).toISOString() });
    const found = await all(ledger.due(afterNoon(100)));
    const expected = seconds
      .map((at, index) => ({ at, companyId: 1, projectId: 1 + index }))
      .concat({ at: 1, companyId: 2, projectId: 1 })
      .filter(({ at }) => at <= 100)
      .toSorted((a, b) => a.at - b.at);
    expect(found).toEqual(expected.map(({ companyId, projectId }) => ({ companyId, projectId })));
  });

  itOnDynamo('take one query per shard when there are none', async () => {
    const { ledger, dynamo } = underTest();
    const sent = recordCommands(dynamo().client);
    expect(await all(ledger.due(afterNoon(1e6)))).toEqual([]);
    expect(sent).toEqual(dueShards.map(() => 'Query'));
  });

  it('are no longer among them once they are closed', async () => {
    const { ledger } = underTest();
    const sent = sentAt(0, 7);
    await ledger.write(null, sent);
    expect(await all(ledger.due(afterNoon(1e6)))).toEqual([{ companyId: 1, projectId: 7 }]);
    await ledger.write(sent, retrieve(sent, aPerson(), afterNoon(1)));
    expect(await all(ledger.due(afterNoon(1e6)))).toEqual([]);
  });
});

describe('projects with an open request', () => {
  it('are all found, of every company, each once', async () => {
    const { ledger, faults } = underTest();
    const exporting = accept(sentAt(0, 3), decided, {});
    const failed = endExport(
      beginExport(exporting, afterNoon(9)),
      { outcome: 'refused', message: 'No.', field: null },
      afterNoon(9),
    );
    const closed = retrieve(sentAt(0, 5), aPerson(), afterNoon(1));
    await ledger.write(null, sentAt(0, 1));
    await ledger.write(null, sentAt(0, 1, 2));
    await ledger.write(null, failed);
    await ledger.write(null, reject(sentAt(0, 4), decided, 'No.'));
    await ledger.write(null, closed);
    await sendAgain(ledger, closed, 20);
    faults.answerInPages(2);
    const found = (await all(ledger.open())).map(({ companyId, projectId }) => `${companyId}/${projectId}`);
    expect(found.toSorted()).toEqual(['1/1', '1/3', '1/5', '2/1']);
  });
});
