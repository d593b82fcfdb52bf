import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditEvent, firstBrokenLink, GENESIS, seal, type AuditEvent } from '#domain/audit.ts';
import { canonicalJson } from '#domain/canonical.ts';
import { anApprover, aPerson } from '#test/support/records.ts';

type Content = Omit<AuditEvent, 'hash' | 'sequence' | 'previous_hash'>;

const contents: fc.Arbitrary<Content> = fc.record({
  request_id: fc.constantFrom('42-1', '42-2'),
  name: fc.constantFrom('send', 'accept', 'confirm_export'),
  at: fc.constantFrom('2026-11-23T12:00:00.000Z', '2026-11-24T12:00:00.000Z'),
  by: fc.option(fc.constantFrom(aPerson(), anApprover())),
  status: fc.constantFrom('ready_to_export', 'exporting', 'synced'),
  details: fc.dictionary(
    fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/),
    fc.oneof(fc.string(), fc.double({ noDefaultInfinity: true, noNaN: true }), fc.boolean(), fc.constant(null)),
    { maxKeys: 3 },
  ),
});

const chainOf = (all: readonly Content[], previous: string = GENESIS): AuditEvent[] => {
  const events: AuditEvent[] = [];
  for (const [index, content] of all.entries()) {
    events.push(seal({ ...content, sequence: index + 1, previous_hash: events.at(-1)?.hash ?? previous }));
  }
  return events;
};

/** A chain of two to eight events and a place in it that is not the last. */
const chainAndPlace = fc
  .array(contents, { minLength: 2, maxLength: 8 })
  .map((all) => chainOf(all))
  .chain((events) => fc.tuple(fc.constant(events), fc.nat({ max: events.length - 2 })));

const change = (event: AuditEvent, member: string): AuditEvent => {
  switch (member) {
    case 'sequence':
      return { ...event, sequence: event.sequence + 1 };
    case 'by':
      return { ...event, by: event.by === null ? aPerson() : { ...event.by, name: `${event.by.name}.` } };
    case 'details':
      return { ...event, details: { ...event.details, 'added by somebody': true } };
    case 'previous_hash':
    case 'hash':
      return { ...event, [member]: event[member].replace(/^./, (digit) => (digit === '0' ? '1' : '0')) };
    default:
      return { ...event, [member]: 'something else' };
  }
};

describe('the audit chain', () => {
  it('holds, also when a store gives the members back in another order', () => {
    fc.assert(
      fc.property(fc.array(contents, { minLength: 1, maxLength: 8 }), (all) => {
        const events = chainOf(all);
        expect(firstBrokenLink(events)).toBeNull();
        expect(firstBrokenLink(events.map((event) => auditEvent.parse(JSON.parse(canonicalJson(event)))))).toBeNull();
      }),
    );
  });

  it('goes on from request to request', () => {
    fc.assert(
      fc.property(fc.array(contents, { minLength: 1, maxLength: 4 }), (all) => {
        const earlier = chainOf(all);
        const last = earlier.at(-1)?.hash ?? GENESIS;
        expect(firstBrokenLink(chainOf(all, last), last)).toBeNull();
        expect(firstBrokenLink(chainOf(all, last))).toBe(0);
      }),
    );
  });

  it.each(Object.keys(auditEvent.shape))('names the event whose %s was changed', (member) => {
    fc.assert(
      fc.property(chainAndPlace, ([events, place]) => {
        expect(firstBrokenLink(events.map((event, index) => (index === place ? change(event, member) : event)))).toBe(
          place,
        );
      }),
    );
  });

  it('names the place where an event was removed, doubled, or sealed anew after a change', () => {
    fc.assert(
      fc.property(chainAndPlace, ([events, place]) => {
        expect(firstBrokenLink(events.toSpliced(place, 1))).toBe(place);
        const [event] = events.slice(place);
        if (event === undefined) throw new Error('The place is in the chain.');
        expect(firstBrokenLink(events.toSpliced(place, 0, event))).toBe(place + 1);
        const { hash: _, ...content } = change(event, 'details');
        expect(firstBrokenLink(events.with(place, seal(content)))).toBe(place + 1);
      }),
    );
  });
});
