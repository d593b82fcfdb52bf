import { describe, expect, it } from 'vitest';
import { firstBrokenLink } from '#domain/audit.ts';
import { beginExport } from '#domain/exporting.ts';
import { accept, heard, reject } from '#domain/life.ts';
import { VersionConflict, type Ledger } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { eachLedgerPerTest } from '#test/support/ledger-under-test.ts';
import { afterNoon, anActing, anApprover, aRecord } from '#test/support/records.ts';

const WRITERS = 50;
const key = { companyId: 1, projectId: 42 };

const underTest = eachLedgerPerTest();

const writes = (writer: number) =>
  anActing({ by: anApprover({ id: `approver-${writer}` }), via: 'api', at: afterNoon(writer) });

const read = async (ledger: Ledger): Promise<ProjectRecord> => {
  const record = await ledger.read(key);
  if (record === null) throw new Error('The project is not there.');
  return record;
};

const race = (writer: (index: number) => Promise<void>): Promise<PromiseSettledResult<void>[]> =>
  Promise.allSettled(Array.from({ length: WRITERS }, (_, index) => writer(index)));

describe(`${WRITERS} writers that read the same version`, () => {
  it('have one winner, and each of the others is told who won', async () => {
    const { ledger } = underTest();
    await ledger.write(null, aRecord());
    const before = await read(ledger);
    const decide = (writer: number) =>
      writer % 2 === 0 ? accept(before, writes(writer), {}) : reject(before, writes(writer), `No, says ${writer}.`);
    const results = await race((writer) => ledger.write(before, decide(writer)));
    const winners = results.flatMap(({ status }, writer) => (status === 'fulfilled' ? [writer] : []));
    expect(winners).toHaveLength(1);
    const after = await read(ledger);
    expect(after).toEqual(decide(winners[0] ?? -1));
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ name: 'VersionConflict', current: after });
    }
  });

  it('have one winner although all write the very same', async () => {
    const { ledger } = underTest();
    await ledger.write(null, aRecord());
    const before = await read(ledger);
    const results = await race(() => ledger.write(before, accept(before, writes(0), {})));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('have one winner when the project is sent for the first time', async () => {
    const { ledger } = underTest();
    const results = await race((writer) => ledger.write(null, aRecord({}, { idempotencyKey: `key-${writer}` })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe(`${WRITERS} writers that read again until they get through`, () => {
  let refused = 0;

  const writeUntilThrough = async (ledger: Ledger, writer: number): Promise<void> => {
    for (let current: ProjectRecord | null = await read(ledger); current !== null;) {
      try {
        await ledger.write(current, beginExport(current, afterNoon(writer)));
        return;
      } catch (error) {
        if (!(error instanceof VersionConflict)) throw error;
        refused += 1;
        current = error.current;
      }
    }
    throw new Error('The project is gone.');
  };

  it('lose no event and write none twice', async () => {
    const { ledger } = underTest();
    await ledger.write(null, accept(aRecord(), writes(0), {}));
    const waiting = Array.from({ length: WRITERS }, (_, writer) => writer).values();
    // Five at a time: each round has one winner, so all at once would take a thousand rounds more and show no more.
    const lane = async () => {
      for (const writer of waiting) await writeUntilThrough(ledger, writer);
    };
    await Promise.all(Array.from({ length: 5 }, lane));
    expect(refused).toBeGreaterThan(WRITERS);
    const { version, events, request } = await read(ledger);
    expect(version).toBe(2 + WRITERS);
    expect(firstBrokenLink(events)).toBeNull();
    const began = events.slice(2).map(({ at }) => at);
    expect(began.toSorted()).toEqual(Array.from({ length: WRITERS }, (_, writer) => afterNoon(writer).toISOString()));
    expect(request.exports.map(({ attempt }) => attempt)).toEqual(began.map((_, index) => index + 1));
  });
});

describe('a write whose answer gets lost', () => {
  it('has succeeded when the SDK’s repeat meets the write itself', async () => {
    const { ledger, faults } = underTest();
    const sent = aRecord();
    const accepted = accept(sent, writes(1), {});
    faults.loseAnswers(1);
    await ledger.write(null, sent);
    expect(await read(ledger)).toEqual(sent);
    faults.loseAnswers(2);
    await ledger.write(sent, accepted);
    expect(await read(ledger)).toEqual(accepted);
  });

  it('is a conflict when somebody else has written since', async () => {
    const { ledger, faults, another } = underTest();
    const sent = aRecord();
    const waiting = heard(sent, 'token', afterNoon(1));
    const accepted = accept(waiting, writes(1), {});
    await ledger.write(null, sent);
    faults.loseAnswers(1, () => another().ledger.write(waiting, accepted));
    await expect(ledger.write(sent, waiting)).rejects.toMatchObject({ name: 'VersionConflict', current: accepted });
    expect(await read(ledger)).toEqual(accepted);
  });

  it('is a conflict when somebody else wrote the very same first', async () => {
    const { ledger, faults, another } = underTest();
    const sent = aRecord();
    const accepted = accept(sent, writes(1), {});
    await ledger.write(null, sent);
    await another().ledger.write(sent, accepted);
    faults.loseAnswers(1);
    await expect(ledger.write(sent, accepted)).rejects.toThrow(VersionConflict);
  });

  it('fails when no answer comes at all, and is no conflict: nobody knows', async () => {
    const { ledger, faults, another } = underTest();
    faults.loseAnswers(Infinity);
    await expect(ledger.write(null, aRecord())).rejects.toThrow('no answer in time');
    expect(await another().ledger.read(key)).toEqual(aRecord());
  });
});

describe('a write that does not arrive', () => {
  it('is tried again', async () => {
    const { ledger, faults } = underTest();
    faults.loseRequests(2);
    await ledger.write(null, aRecord());
    expect(await read(ledger)).toEqual(aRecord());
  });
});
