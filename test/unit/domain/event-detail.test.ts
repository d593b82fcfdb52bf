import { describe, expect, it } from 'vitest';
import { GENESIS } from '#domain/audit.ts';
import { DETAIL_TYPES, publishedEvents } from '#domain/event-detail.ts';
import { giveUp, settleByHand } from '#domain/exporting.ts';
import { expire, reject, retrieve } from '#domain/life.ts';
import { projectStatus, type ProjectRecord } from '#domain/project-record.ts';
import { publishedDetail } from '#domain/published-event.ts';
import { lives, receipt, refused, silent, update } from '#test/support/all-events.ts';
import { afterNoon, anActing, aPerson, aReceipt, aRecord } from '#test/support/records.ts';

const at = afterNoon(60);

const lastOf = (record: ProjectRecord) => {
  const last = publishedEvents(record, 'test').at(-1);
  if (last === undefined) throw new Error('Nothing is published.');
  return last;
};

describe('an event', () => {
  it.each(Object.entries(lives))('%s says what its schema names and nothing else', (name, record) => {
    const { type, detail } = lastOf(record);
    expect([detail.event, type]).toEqual([name, Object.entries(DETAIL_TYPES).find(([each]) => each === name)?.[1]]);
    expect(publishedDetail.parse(detail)).toEqual(detail);
  });

  it.each(Object.entries(lives))('%s leads to where the record stands', (_, record) => {
    const { detail } = lastOf(record);
    expect([detail.to, detail.project_status]).toEqual([record.request.status, projectStatus(record)]);
  });

  it('is known by the hash of the audit event, and names the one before it', () => {
    const { events } = lives.confirm_export;
    const details = publishedEvents(lives.confirm_export, 'test').map(({ detail }) => detail);
    expect(details.map(({ id }) => id)).toEqual(events.map(({ hash }) => hash));
    expect(details.map(({ previous_id }) => previous_id)).toEqual([
      GENESIS,
      ...details.slice(0, -1).map(({ id }) => id),
    ]);
    expect(details.map(({ from, to }) => [from, to])).toEqual([
      [null, 'ready_to_export'],
      ['ready_to_export', 'exporting'],
      ['exporting', 'exporting'],
      ['exporting', 'synced'],
    ]);
  });

  it.each([
    ['retrieved', retrieve(update, aPerson(), at)],
    ['rejected', reject(update, anActing(), 'Wrong codes.')],
    ['expired', expire(update, at)],
  ])('of an update that was %s leaves the project synced', (to, record) => {
    expect(lastOf(record).detail).toMatchObject({ to, project_status: 'synced', kind: 'update' });
  });

  it('of a job that is written or linked brings its receipt', () => {
    expect(lastOf(lives.confirm_export).detail).toMatchObject({ receipt });
    expect(lastOf(lives.link).detail).toMatchObject({ receipt: aReceipt() });
  });

  it.each([
    ['what the ERP refused', refused, { code: 'refused', field: 'fields.job_id' }],
    ['an ERP that was out of reach', giveUp(lives.postpone_export, at), { code: 'gave_up', field: null }],
    ['what an operator settled', settleByHand(silent, 'ops', at), { code: 'settled_by_hand', field: null }],
  ])('of a failure names %s', (_, record, failure) => {
    expect(lastOf(record).detail).toMatchObject({ event: 'fail_export', failure });
  });

  it.each([
    ['send', 'sender', 'sender'],
    ['accept', 'approver', 'approver'],
    ['link', 'administrator', 'administrator'],
    ['reissue_links', 'administrator', null],
    ['expire', 'clock', null],
    ['confirm_export', 'workflow', null],
  ] as const)('%s says who acted: the %s', (name, kind, person_id) => {
    expect(lastOf(lives[name]).detail.actor).toEqual({ kind, person_id });
  });

  it('tells no name, address, reason or message', () => {
    const text = JSON.stringify(Object.values(lives).map((record) => publishedEvents(record, 'test')));
    for (const told of ['Harbour', '@example.com', 'Wrong codes', 'Wrong job', 'No answer', '"ops"', aPerson().name])
      expect(text).not.toContain(told);
  });

  it('of a later release is refused by name: it stays owed until this one is replaced', () => {
    const record = aRecord();
    const events = record.events.map((event) => ({ ...event, name: 'archive' }));
    expect(() => publishedEvents({ ...record, events }, 'test')).toThrow('"archive" is not known here');
  });
});
