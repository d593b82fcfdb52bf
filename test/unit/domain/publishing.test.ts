import { describe, expect, it } from 'vitest';
import { beginExport, endExport } from '#domain/exporting.ts';
import { accept, mailed, published, reject, retrieve } from '#domain/life.ts';
import { link, untie } from '#domain/linking.ts';
import { send } from '#domain/opening.ts';
import { owesEvents, publishedUpTo, unpublished } from '#domain/publishing.ts';
import { afterNoon, aLinked, anActing, aPerson, aReceipt, aRecord, aSent } from '#test/support/records.ts';

const at = afterNoon(60);
const on = { publishesEvents: true };
const sequences = (record: Parameters<typeof unpublished>[0]) => unpublished(record).map(({ sequence }) => sequence);
const minutesUntil = (due: string | null, from: Date) => due && (Date.parse(due) - from.getTime()) / 60_000;

describe('what a project owes to programs', () => {
  it('is nothing where events are off, whatever happens', () => {
    const record = retrieve(aRecord(), aPerson(), at);
    expect([record.published_up_to, owesEvents(record), record.due_at]).toEqual([null, false, null]);
  });

  it('is every event since the last one that was published', () => {
    const sent = aRecord({}, on);
    expect(sequences(sent)).toEqual([1]);
    const accepted = accept(published(sent, 1, at), anActing(), {});
    expect(sequences(accepted)).toEqual([2]);
    expect(owesEvents(published(accepted, 2, at))).toBe(false);
  });

  it('goes on through later requests, what was not published of earlier ones included', () => {
    const over = reject(published(aRecord({}, on), 1, at), anActing(), 'Wrong codes.');
    expect(send(over, aSent(on))).toMatchObject({ published_up_to: 1 });
  });

  it('begins with the first request after events were turned on', () => {
    const over = reject(aRecord(), anActing(), 'Wrong codes.');
    const next = send(over, aSent(on));
    expect([next.published_up_to, sequences(next)]).toEqual([2, [3]]);
  });

  it('ends with the first request after they were turned off', () => {
    expect(send(reject(aRecord({}, on), anActing(), 'No.'), aSent()).published_up_to).toBeNull();
  });

  it('is all of a request that was open when they were turned on, once somebody looks', () => {
    expect(publishedUpTo(accept(aRecord(), anActing(), {}))).toBe(0);
    const over = reject(aRecord(), anActing(), 'Wrong codes.');
    expect(publishedUpTo(accept(send(over, aSent()), anActing(), {}))).toBe(2);
  });
});

describe('the sweeper comes for events that were not published', () => {
  const over = mailed(retrieve(aRecord({}, on), aPerson(), at), [], at, at);

  it('in a minute, then after as long as they have waited, and no later than in an hour', () => {
    expect(minutesUntil(over.due_at, at)).toBe(1);
    const waited = [5, 30, 600].map((minutes) => {
      const now = afterNoon(60 * minutes);
      return minutesUntil(mailed(over, [], now, now).due_at, now);
    });
    expect(waited).toEqual([5, 30, 60]);
  });

  it('not once they have been', () => {
    expect(published(over, 2, at).due_at).toBeNull();
  });

  it('not before an export that is going on has run its time: it would begin it again', () => {
    const begun = beginExport(accept(aRecord({}, on), anActing({ at }), {}), at);
    const silent = beginExport(accept(aRecord(), anActing({ at }), {}), at);
    expect([owesEvents(begun), begun.due_at]).toEqual([true, silent.due_at]);
  });

  it('for a tie, about which nobody is mailed', () => {
    const linked = link(null, aLinked({ ...on, at }));
    expect(minutesUntil(linked.due_at, at)).toBe(1);
    const told = published(linked, 1, at);
    expect(told.due_at).toBeNull();
    const { next } = untie(told, 'unlink', { by: aPerson(), reason: 'Wrong job.', at });
    expect(minutesUntil(next.due_at, at)).toBe(1);
    expect(published(next, 2, at).due_at).toBeNull();
  });

  it('and for mails that are owed beside them, after a tie is undone, too', () => {
    const receipt = aReceipt({ at: at.toISOString() });
    const synced = endExport(
      beginExport(accept(aRecord({}, on), anActing(), {}), at),
      { outcome: 'synced', receipt },
      at,
    );
    const { next } = untie(synced, 'unlink', { by: aPerson(), reason: 'Wrong job.', at });
    expect(published(next, 5, at).due_at).not.toBeNull();
  });
});
