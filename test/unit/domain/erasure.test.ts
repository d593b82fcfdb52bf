import { describe, expect, it } from 'vitest';
import { auditReport } from '#domain/audit-report.ts';
import { checkAuditFile } from '#domain/audit-verdict.ts';
import { firstBrokenLink, seal, type AuditEvent } from '#domain/audit.ts';
import { erasePerson, type Erasure } from '#domain/erasure.ts';
import { reject, retrieve } from '#domain/life.ts';
import { send } from '#domain/opening.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import { afterNoon, anActing, anApprover, aPerson, aSent } from '#test/support/records.ts';

const PAULA = aPerson();
const erasure = (over: Partial<Erasure> = {}): Erasure => ({
  personId: PAULA.id,
  pseudonym: 'erased-1',
  operator: 'Pat Operator',
  at: afterNoon(1_000),
  ...over,
});

/** A project that Paula sent twice: rejected first, because of her, then retrieved. */
const lived = (): { record: ProjectRecord; earlier: ClosedRequest[] } => {
  const first = send(null, aSent({ sender: PAULA, note: 'Call Paula Sender, or PAULA@example.com.' }));
  const rejected = reject(first, anActing({ by: anApprover(), at: afterNoon(60) }), 'Paula Sender forgot the address.');
  const second = send(rejected, aSent({ sender: PAULA, at: afterNoon(120) }));
  return {
    record: retrieve(second, PAULA, afterNoon(180)),
    earlier: [{ request: rejected.request, events: rejected.events }],
  };
};

const erased = (over: Partial<Erasure> = {}, from = lived()) => {
  const found = erasePerson(from.record, from.earlier, erasure(over));
  if (found === null) throw new Error('Nobody was erased.');
  return found;
};

const chainOf = ({ next, closed }: ReturnType<typeof erased>): AuditEvent[] => [
  ...closed.flatMap(({ events }) => events),
  ...next.events,
];

describe('erasing a person', () => {
  it('leaves nothing of them in any request of the project', () => {
    const text = JSON.stringify(erased());
    expect(text).not.toMatch(/paula/i);
    expect(text).not.toContain('"id":"sender"');
  });

  it('leaves everybody else, what happened when, and one pseudonym for all that they did', () => {
    const { next, closed } = erased();
    expect(closed[0]?.request.decision).toMatchObject({ by: anApprover(), reason: '[erased] forgot the address.' });
    expect(closed[0]?.request.note).toBe('Call [erased], or [erased].');
    expect(next.request).toMatchObject({ status: 'retrieved', sender: { id: 'erased-1', name: 'Erased person' } });
    expect(next.events.map(({ name }) => name)).toEqual(['send', 'retrieve', 'erase']);
    expect(next.events[1]?.by?.id).toBe('erased-1');
  });

  it('finds them under another account with the same mailbox', () => {
    const { record, earlier } = lived();
    const renamed = { ...record.request, sender: { id: 'old-account', name: 'P. Maiden', email: 'Paula@Example.com' } };
    const text = JSON.stringify(erased({}, { record: { ...record, request: renamed }, earlier }));
    expect(text).not.toMatch(/maiden|old-account/i);
  });

  it('does not take part of a word for a name', () => {
    const al = aPerson({ id: 'al', name: 'Al', email: 'al@example.com' });
    const record = retrieve(send(null, aSent({ sender: al, note: 'Al wants aluminium.' })), al, afterNoon(60));
    expect(erased({ personId: 'al' }, { record, earlier: [] }).next.request.note).toBe('[erased] wants aluminium.');
  });

  it('waits until no request is open', () => {
    const record = send(null, aSent({ sender: PAULA }));
    expect(() => erasePerson(record, [], erasure())).toThrow('A request of the project is open.');
  });

  it('changes nothing where they are not', () => {
    const { record, earlier } = lived();
    expect(erasePerson(record, earlier, erasure({ personId: 'somebody' }))).toBeNull();
    const { next, closed } = erased();
    expect(erasePerson(next, closed, erasure())).toBeNull();
  });

  it('brings nobody a mail', () => {
    const { record, earlier } = lived();
    const told = { ...record, due_at: null };
    expect(erased({}, { record: told, earlier }).next.due_at).toBeNull();
  });
});

describe('the audit chain after it', () => {
  it('holds, and says how many events a person was erased from', () => {
    const chain = chainOf(erased());
    expect(firstBrokenLink(chain)).toBeNull();
    const verdict = checkAuditFile(JSON.stringify(chain));
    expect(verdict).toMatchObject({ verdict: 'intact', events: 5, erased: 4 });
    expect(auditReport(verdict)).toContain(
      'Persons were erased from 4 of them; what is left is as later events sealed it.',
    );
  });

  it('keeps the hashes that were known before', () => {
    const { record, earlier } = lived();
    const before = [...earlier.flatMap(({ events }) => events), ...record.events].map(({ hash }) => hash);
    expect(
      chainOf(erased())
        .map(({ hash }) => hash)
        .slice(0, -1),
    ).toEqual(before);
  });

  it('holds after a second person was erased, from the same events too', () => {
    const first = erased();
    const second = erasePerson(first.next, first.closed, erasure({ personId: 'approver', pseudonym: 'erased-2' }));
    const chain = [...(second?.closed ?? []).flatMap(({ events }) => events), ...(second?.next.events ?? [])];
    expect(JSON.stringify(chain)).not.toMatch(/aaron/i);
    expect(firstBrokenLink(chain)).toBeNull();
  });

  it.each<[string, (event: AuditEvent) => AuditEvent]>([
    ['another status', (event) => ({ ...event, status: 'synced' })],
    ['another time', (event) => ({ ...event, at: '2020-01-01T00:00:00.000Z' })],
    ['another pseudonym', (event) => ({ ...event, by: aPerson({ id: 'mallory' }) })],
    ['details', (event) => ({ ...event, details: { ...event.details, added: true } })],
  ])('shows an erased event that was given %s', (_, alter) => {
    const [first, ...others] = chainOf(erased());
    const chain = [alter(first!), ...others];
    expect(firstBrokenLink(chain)).toBe(0);
    expect(checkAuditFile(JSON.stringify(chain))).toMatchObject({ verdict: 'broken', fault: 'erasure_missing' });
  });

  it('shows an event that only claims to be erased', () => {
    const { record } = lived();
    const events = record.events.map((event) => ({ ...event, status: 'synced', erased: true as const }));
    expect(firstBrokenLink(events, events[0]?.previous_hash)).toBe(0);
  });

  it('shows an erasure that was written without being sealed', () => {
    const chain = chainOf(erased());
    const last = chain.at(-1)!;
    const { hash: _, ...content } = last;
    const forged = { ...seal(content), details: { ...last.details, erased: [] } };
    expect(firstBrokenLink([...chain.slice(0, -1), forged])).not.toBeNull();
  });
});
