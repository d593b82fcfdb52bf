import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptsMissing, waitedFor } from '#domain/accepts.ts';
import type { Person } from '#domain/person.ts';
import type { Acceptance } from '#domain/request.ts';
import { anIntegration, aPerson, aPolicy, NOON } from '#test/support/records.ts';

const someone = (id: string, email = `${id}@example.com`): Person => aPerson({ id, name: id.toUpperCase(), email });
const [a, b, c, d, sender] = ['a', 'b', 'c', 'd', 'sender'].map((id) => someone(id)) as [
  Person,
  Person,
  Person,
  Person,
  Person,
];

const by = (person: Person, ...onBehalfOf: Person[]): Acceptance => ({
  by: person,
  on_behalf_of: onBehalfOf,
  at: NOON.toISOString(),
  via: 'link',
  fields: {},
});

type Delegates = NonNullable<NonNullable<Parameters<typeof aPolicy>[0]>['delegates']>;

const missing = (
  accepts_needed: 'any' | 'all' | number,
  accepted: Acceptance[],
  { approvers = [a, b, c], delegates = [], at = NOON }: { approvers?: Person[]; delegates?: Delegates; at?: Date } = {},
): number =>
  acceptsMissing(
    anIntegration({ approvers, policy: aPolicy({ accepts_needed, delegates }) }),
    { sender },
    accepted,
    at,
  );

const cIsAway: Delegates = [{ approver: 'c', delegate: d, from: '2026-11-20', to: '2026-11-25' }];
const afterwards = new Date('2026-11-26T12:00:00.000Z');

describe('how many must still accept', () => {
  it.each([
    { needed: 'any', who: [], left: 1 },
    { needed: 'any', who: [a], left: 0 },
    { needed: 'any', who: [d], left: 0 },
    { needed: 'any', who: [a, b], left: 0 },
    { needed: 1, who: [], left: 1 },
    { needed: 2, who: [], left: 2 },
    { needed: 2, who: [a], left: 1 },
    { needed: 2, who: [a, a], left: 1 },
    { needed: 2, who: [a, b], left: 0 },
    // Whoever holds the privilege counts, asked or not.
    { needed: 2, who: [a, d], left: 0 },
    { needed: 2, who: [a, b, c], left: 0 },
    { needed: 3, who: [b, c], left: 1 },
    { needed: 'all', who: [], left: 3 },
    { needed: 'all', who: [a, b], left: 1 },
    { needed: 'all', who: [a, b, b], left: 1 },
    { needed: 'all', who: [a, b, d], left: 1 },
    { needed: 'all', who: [a, b, c], left: 0 },
  ] as const)('of $needed: $left, when $who have', ({ needed, who, left }) => {
    expect(
      missing(
        needed,
        who.map((person) => by(person)),
      ),
    ).toBe(left);
  });

  it('counts people and not accounts', () => {
    expect(missing(2, [by(a), by(someone('a-2', 'A@example.com'))])).toBe(1);
    expect(missing(3, [by(a), by(someone('a-2', 'A@example.com')), by(b)])).toBe(1);
  });

  it('of all counts people too: whoever has accepted by one account fills the seats of the other', () => {
    const other = someone('a-2', 'A@example.com');
    expect(missing('all', [by(other)], { approvers: [a, b] })).toBe(1);
    expect(missing('all', [by(a)], { approvers: [a, other, b] })).toBe(1);
    expect(missing('all', [by(d, other)], { approvers: [a, b] })).toBe(1);
    expect(
      missing('all', [by(other), by(a)], { approvers: [b, c], delegates: [{ ...cIsAway[0]!, delegate: a }] }),
    ).toBe(1);
  });

  it('of all takes nobody’s accept for that of one on whose behalf it was made, where they stand in for another', () => {
    // D accepted for B, who is back and fills A's seat: A has not accepted, and B neither.
    const aIsAway: Delegates = [{ ...cIsAway[0]!, approver: 'a', delegate: b }];
    expect(missing('all', [by(d, b)], { approvers: [a, b], delegates: aIsAway })).toBe(1);
  });

  it('counts a delegate once, for one or for several who are away', () => {
    const bothAway: Delegates = [...cIsAway, { ...cIsAway[0]!, approver: 'b' }];
    expect(missing(2, [by(d, b, c)], { delegates: bothAway })).toBe(1);
  });

  it('of all is nobody for whose seat the approver or the delegate has accepted, before, in and after the absence', () => {
    const most = [by(a), by(b)];
    for (const at of [NOON, afterwards]) {
      expect(missing('all', most, { delegates: cIsAway, at })).toBe(1);
      expect(missing('all', [...most, by(c)], { delegates: cIsAway, at })).toBe(0);
      expect(missing('all', [...most, by(d, c)], { delegates: cIsAway, at })).toBe(0);
    }
    // Whoever accepted before the absence began need not accept again for the one who is away now.
    expect(missing('all', [...most, by(d)], { delegates: cIsAway })).toBe(0);
    // A delegate who accepted for nobody counts for nobody once the absence is over.
    expect(missing('all', [...most, by(d)], { delegates: cIsAway, at: afterwards })).toBe(1);
  });

  it('of all leaves out the sender, and a delegate who is the sender', () => {
    expect(missing('all', [by(a)], { approvers: [a, sender] })).toBe(0);
    const delegates = [{ ...cIsAway[0]!, delegate: sender }];
    expect(missing('all', [by(a)], { approvers: [a, c], delegates })).toBe(1);
    expect(missing('all', [by(a), by(c)], { approvers: [a, c], delegates })).toBe(0);
  });

  it('goes by the approvers and the policy of that moment', () => {
    expect(missing('all', [by(a), by(b)], { approvers: [a, b] })).toBe(0);
    expect(missing('all', [by(a), by(b)], { approvers: [a, b, c, d] })).toBe(2);
    expect(missing('any', [by(b)], { approvers: [a] })).toBe(0);
  });

  it('never falls below none, and never rises by an accept', () => {
    const needed = fc.oneof(fc.constantFrom('any', 'all'), fc.integer({ min: 1, max: 3 }));
    const accepts = fc.array(fc.constantFrom(by(a), by(b), by(c), by(d, c)), { maxLength: 6 });
    fc.assert(
      fc.property(needed, accepts, fc.constantFrom(by(a), by(b), by(c), by(d, c)), (rule, accepted, next) => {
        const before = missing(rule, accepted, { delegates: cIsAway });
        const after = missing(rule, [...accepted, next], { delegates: cIsAway });
        expect(after).toBeGreaterThanOrEqual(0);
        expect([before, before - 1]).toContain(after);
      }),
    );
  });
});

describe('whose answer is waited for', () => {
  const waited = (
    accepted_by: Acceptance[],
    { at = NOON, accepts_needed = 'all' }: { at?: Date; accepts_needed?: 'all' | number } = {},
  ): string[] => {
    const policy = aPolicy({ accepts_needed, delegates: cIsAway });
    return waitedFor(anIntegration({ approvers: [a, b, c], policy }), { sender, accepted_by }, at).map(({ id }) => id);
  };

  it('is everybody’s who fills a seat that nobody has accepted for', () => {
    expect(waited([])).toEqual(['a', 'b', 'd']);
    expect(waited([by(b)])).toEqual(['a', 'd']);
    expect(waited([by(d, c)])).toEqual(['a', 'b']);
  });

  it.each(['all', 2] as const)(
    'is not the delegate’s of one who had accepted before going away (%s)',
    (accepts_needed) => {
      expect(waited([by(c)], { accepts_needed })).toEqual(['a', 'b']);
    },
  );

  it.each(['all', 2] as const)(
    'is not that of one who is back, and for whom the delegate has accepted (%s)',
    (accepts_needed) => {
      expect(waited([by(d, c)], { at: afterwards, accepts_needed })).toEqual(['a', 'b']);
    },
  );

  it('is that of one who is back, when the delegate has accepted for nobody', () => {
    expect(waited([by(d)], { at: afterwards })).toEqual(['a', 'b', 'c']);
  });

  it('is not asked of a second account', () => {
    expect(waited([by(someone('a-2', 'A@example.com'))])).toEqual(['b', 'd']);
  });
});
