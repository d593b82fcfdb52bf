import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedPeople, listedPerson, seatChanges, seats, standsInFor } from '#domain/duty.ts';
import type { Integration } from '#domain/integration.ts';
import { distinctPeople, isAmong, isSamePerson, type Person } from '#domain/person.ts';
import { anIntegration, aPerson, aPolicy, NOON } from '#test/support/records.ts';

const someone = (id: string, email = `${id}@example.com`): Person => aPerson({ id, name: id.toUpperCase(), email });
const [a, b, c, d] = [someone('a'), someone('b'), someone('c'), someone('d')];
const sender = someone('sender');

type Delegation = Integration['policy']['delegates'][number];

const away = (approver: string, delegate: Person, from = '2026-11-01', to = '2026-11-30'): Delegation => ({
  approver,
  delegate,
  from,
  to,
});

const duty = (approvers: Person[], delegates: Delegation[], over: Parameters<typeof aPolicy>[0] = {}) =>
  anIntegration({ approvers, policy: aPolicy({ delegates, ...over }) });

const ids = (people: readonly Person[]): string[] => people.map(({ id }) => id);
const seating = (of: Integration, at = NOON, by = sender): string[] =>
  seats(of, by, at).map(({ approver, filledBy }) => `${approver.id} by ${filledBy.id}`);

describe('the seats of a decision', () => {
  it('are filled by the approvers, and by the delegate of one who is away', () => {
    const integration = duty([a, b], [away('b', c)]);
    expect(seating(integration)).toEqual(['a by a', 'b by c']);
    expect(ids(askedPeople(integration, sender, NOON))).toEqual(['a', 'c']);
    expect(ids(standsInFor(integration, sender, c, NOON))).toEqual(['b']);
    expect(standsInFor(integration, sender, a, NOON)).toEqual([]);
  });

  it('are filled by a delegate from the first day to the last, in the company’s time zone', () => {
    const delegates = [away('a', b, '2026-11-23', '2026-11-24')];
    const inUtc = duty([a], delegates);
    const inLosAngeles = duty([a], delegates, { calendar: { time_zone: 'America/Los_Angeles' } });
    const filledAt = (integration: Integration, instant: string) =>
      seats(integration, sender, new Date(instant))[0]?.filledBy.id;
    expect(
      [
        '2026-11-22T23:59:59.999Z',
        '2026-11-23T00:00:00.000Z',
        '2026-11-24T23:59:59.999Z',
        '2026-11-25T00:00:00.000Z',
      ].map((instant) => filledAt(inUtc, instant)),
    ).toEqual(['a', 'b', 'b', 'a']);
    expect(
      [
        '2026-11-23T07:59:59.999Z',
        '2026-11-23T08:00:00.000Z',
        '2026-11-25T07:59:59.999Z',
        '2026-11-25T08:00:00.000Z',
      ].map((instant) => filledAt(inLosAngeles, instant)),
    ).toEqual(['a', 'b', 'b', 'a']);
  });

  it('may all be filled by one person, who is asked once', () => {
    const integration = duty([a, b, c], [away('a', c), away('b', c)]);
    expect(seating(integration)).toEqual(['a by c', 'b by c', 'c by c']);
    expect(ids(askedPeople(integration, sender, NOON))).toEqual(['c']);
    expect(ids(standsInFor(integration, sender, c, NOON))).toEqual(['a', 'b']);
  });

  it('are listed for approvers, away or not, and for those who stand in for one of them today', () => {
    const integration = duty([a, b], [away('b', c), away('a', d, '2026-12-01', '2026-12-31')]);
    expect([a, b, c, d].map(({ id }) => listedPerson(integration, sender, id, NOON)?.id)).toEqual([
      'a',
      'b',
      'c',
      undefined,
    ]);
  });
});

describe('the moments at which somebody else fills a seat', () => {
  it('are those at which absences begin and are over, in the company’s time zone', () => {
    const delegates = [away('b', c, '2026-11-24', '2026-11-25'), away('a', d, '2026-11-01', '2026-11-24')];
    expect(seatChanges(duty([a, b], delegates), NOON).map((at) => at.toISOString())).toEqual([
      '2026-11-24T00:00:00.000Z',
      '2026-11-25T00:00:00.000Z',
      '2026-11-26T00:00:00.000Z',
    ]);
    const inBerlin = duty([a, b], delegates, { calendar: { time_zone: 'Europe/Berlin' } });
    expect(seatChanges(inBerlin, new Date('2026-11-24T23:00:00Z')).map((at) => at.toISOString())).toEqual([
      '2026-11-25T23:00:00.000Z',
    ]);
    expect(seatChanges(duty([a], []), NOON)).toEqual([]);
  });
});

describe('somebody with two accounts', () => {
  const other = someone('b-2', 'B@example.com');

  it('is asked once, by the account of the approver, also as somebody’s delegate', () => {
    expect(ids(askedPeople(duty([a, b], [away('a', other)]), sender, NOON))).toEqual(['b']);
    expect(ids(askedPeople(duty([a, b, other], []), sender, NOON))).toEqual(['a', 'b']);
    expect(ids(askedPeople(duty([a, c], [away('a', b), away('c', other)]), sender, NOON))).toEqual(['b']);
  });

  it('stands in for somebody by either, and never for the own self', () => {
    const integration = duty([a, b], [away('a', other), away('b', other)]);
    for (const account of [b, other]) expect(ids(standsInFor(integration, sender, account, NOON))).toEqual(['a']);
  });

  it('is listed by those that the integration names, and by no other', () => {
    const integration = duty([a, b], [away('a', other)]);
    expect(listedPerson(integration, sender, 'b-2', NOON)).toEqual(other);
    expect(listedPerson(duty([a, b], []), sender, 'b-2', NOON)).toBeUndefined();
  });
});

describe('four eyes, when people are asked', () => {
  it('gives the sender no seat, and nobody else the sender’s', () => {
    expect(seating(duty([a, sender], [away('sender', b)]))).toEqual(['a by a']);
    expect(listedPerson(duty([a, sender], [away('sender', b)]), sender, 'b', NOON)).toBeUndefined();
  });

  it('leaves a seat to its approver when the sender stands in for them', () => {
    expect(seating(duty([a, b], [away('a', sender)]))).toEqual(['a by a', 'b by b']);
    expect(standsInFor(duty([a], [away('a', sender)]), sender, sender, NOON)).toEqual([]);
  });

  it('knows the sender by the mailbox too', () => {
    const alias = someone('other', 'SENDER@example.com');
    expect(seating(duty([a, alias], []))).toEqual(['a by a']);
    expect(seating(duty([a], [away('a', alias)]))).toEqual(['a by a']);
  });

  it('may be turned off: then the sender decides, and stands in', () => {
    const integration = duty([a, sender], [away('a', sender)], { four_eyes: false });
    expect(seating(integration)).toEqual(['a by sender', 'sender by sender']);
    expect(ids(askedPeople(integration, sender, NOON))).toEqual(['sender']);
  });
});

describe('T48: random delegations', () => {
  const names = ['a', 'b', 'c', 'd', 'sender'];
  const mailboxes = names.map((name) => `${name}@example.com`);
  // Some people have two accounts, and some accounts share a mailbox.
  const personWith = (mailboxOfAlias: string) =>
    fc.constantFrom(...names, 'alias').map((id) => someone(id, id === 'alias' ? mailboxOfAlias : `${id}@example.com`));
  const day = fc.constantFrom('2026-11-01', '2026-11-22', '2026-11-23', '2026-11-24', '2026-12-31');
  const situation = fc
    .constantFrom(...mailboxes)
    .map(personWith)
    .chain((person) =>
      fc.record({
        approvers: fc.uniqueArray(person, { minLength: 1, maxLength: 5, selector: ({ id }) => id }),
        delegates: fc.array(fc.record({ approver: fc.constantFrom(...names), delegate: person, from: day, to: day }), {
          maxLength: 8,
        }),
      }),
    );

  const today = '2026-11-23';
  const isActive = ({ from, to }: Delegation): boolean => from <= today && today <= to;

  it('have no chains: every seat is filled by its approver, or by one whom that approver named for today', () => {
    fc.assert(
      fc.property(situation, ({ approvers, delegates }) => {
        for (const { approver, filledBy } of seats(duty(approvers, delegates), sender, NOON)) {
          const named = delegates.filter((entry) => isActive(entry) && entry.approver === approver.id);
          expect([approver, ...named.map(({ delegate }) => delegate)]).toContainEqual(filledBy);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('have no loops: each approver has one seat at most, whoever stands in for whom', () => {
    fc.assert(
      fc.property(situation, ({ approvers, delegates }) => {
        const seated = seats(duty(approvers, delegates), sender, NOON).map(({ approver }) => approver);
        expect(seated).toEqual(approvers.filter((approver) => !isSamePerson(approver, sender)));
      }),
    );
  });

  it('never let the sender be asked, or stand in, or be stood in for', () => {
    fc.assert(
      fc.property(situation, ({ approvers, delegates }) => {
        const integration = duty(approvers, delegates);
        const asked = askedPeople(integration, sender, NOON);
        expect(asked.filter((who) => isSamePerson(who, sender))).toEqual([]);
        expect(distinctPeople(asked)).toEqual(asked);
        for (const somebody of [...approvers, ...delegates.map(({ delegate }) => delegate)]) {
          const absent = standsInFor(integration, sender, somebody, NOON);
          expect(absent.filter((who) => isSamePerson(who, sender))).toEqual([]);
          if (absent.length > 0) expect(isAmong(somebody, asked)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('give a delegate nothing to hand on: nobody is listed who is neither approver nor named by one for today', () => {
    fc.assert(
      fc.property(situation, fc.constantFrom(...names, 'alias'), ({ approvers, delegates }, id) => {
        const listed = listedPerson(duty(approvers, delegates), sender, id, NOON);
        const byApprover = delegates.some(
          (entry) => isActive(entry) && entry.delegate.id === id && ids(approvers).includes(entry.approver),
        );
        if (!ids(approvers).includes(id) && !byApprover) expect(listed).toBeUndefined();
        else if (listed !== undefined) expect(listed.id).toBe(id);
      }),
    );
  });

  it('do not matter to anybody but the approver named, and only while they last', () => {
    expect(seating(duty([a], [away('b', c), away('c', d)]))).toEqual(['a by a']);
    expect(seating(duty([a, b], [away('a', b), away('b', a)]))).toEqual(['a by b', 'b by a']);
    expect(seating(duty([a, b], [away('a', b), away('b', c)]))).toEqual(['a by b', 'b by c']);
  });
});
