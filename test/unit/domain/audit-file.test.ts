import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditReport } from '#domain/audit-report.ts';
import { checkAuditFile } from '#domain/audit-verdict.ts';
import { GENESIS, seal, type AuditEvent } from '#domain/audit.ts';
import { retrieve } from '#domain/life.ts';
import { send } from '#domain/opening.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { afterNoon, aPerson, aSent } from '#test/support/records.ts';

/** Events of a project that was sent and retrieved once per note. */
const lifeOf = (notes: readonly string[]): AuditEvent[] => {
  let before: ProjectRecord | null = null;
  return notes.flatMap((note, index) => {
    const sent = send(before, aSent({ note, at: afterNoon(index * 60) }));
    before = retrieve(sent, aPerson(), afterNoon(index * 60 + 1));
    return before.events;
  });
};

/** Four, six or eight events, with any text in them. */
const chains = fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { minLength: 2, maxLength: 4 }).map(lifeOf);

/** A chain and two places in it, the first before the second. */
const chainAndPlaces = chains.chain((events) =>
  fc
    .uniqueArray(fc.nat({ max: events.length - 1 }), { minLength: 2, maxLength: 2 })
    .map((places) => ({ events, first: Math.min(...places), second: Math.max(...places) })),
);

const lines = (events: readonly unknown[]): string => events.map((event) => JSON.stringify(event)).join('\n');

const FORMS: Readonly<Record<string, (events: readonly unknown[]) => string>> = {
  'an array': (events) => JSON.stringify(events),
  'an array with white space': (events) => `${JSON.stringify(events, null, 2)}\n`,
  'an array of arrays': (events) => JSON.stringify([events.slice(0, 2), [], events.slice(2)]),
  'one event a line': (events) => `${lines(events)}\n`,
  'one array a line, and empty lines': (events) => `${lines([events.slice(0, 3), events.slice(3)])}\r\n\r\n`,
};

const forms = fc.constantFrom(...Object.values(FORMS));

const brokenAt = (index: number, event: AuditEvent) => ({
  verdict: 'broken',
  position: index + 1,
  event: { sequence: event.sequence, request_id: event.request_id, name: event.name, at: event.at },
});

/** The value of a JSON text; undefined for any other text. */
const valueOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Puts a character in the place of another in the nth event. */
const expectShown = (events: readonly AuditEvent[], nth: number, at: number, character: string): void => {
  const text = JSON.stringify(events[nth]);
  const changed = text.slice(0, at) + character + text.slice(at + 1);
  const found = checkAuditFile(lines(events).replace(text, () => changed));
  const value = valueOf(changed);
  if (value === undefined) expect(found).toMatchObject({ verdict: 'unreadable' });
  else if (isDeepStrictEqual(value, events[nth])) expect(found).toMatchObject({ verdict: 'intact' });
  else expect(found).toMatchObject({ verdict: 'broken', position: nth + 1 });
};

const EVENTS = lifeOf(['first', 'second', 'third']);

const [, SECOND, THIRD, , , LAST] = EVENTS as [AuditEvent, AuditEvent, AuditEvent, AuditEvent, AuditEvent, AuditEvent];

/** `EVENTS` with one of them sealed anew after a change: its own hash holds. */
const resealed = (nth: number, change: object): AuditEvent[] => {
  const { hash: _, ...content } = EVENTS[nth]!;
  return EVENTS.with(nth, seal({ ...content, ...change }));
};

describe('an audit file', () => {
  it.each(Object.entries(FORMS))('is intact as %s', (_, write) => {
    fc.assert(
      fc.property(chains, (events) => {
        const last = events.at(-1)!;
        expect(checkAuditFile(write(events))).toMatchObject({
          verdict: 'intact',
          events: events.length,
          first: { sequence: 1, name: 'send' },
          previous_hash: GENESIS,
          last: { sequence: last.sequence, request_id: last.request_id, name: 'retrieve', at: last.at },
          last_hash: last.hash,
        });
      }),
      { numRuns: 20 },
    );
  });

  it('is intact from its own beginning on, and to its own end', () => {
    fc.assert(
      fc.property(chainAndPlaces, forms, ({ events, first, second }, write) => {
        expect(checkAuditFile(write(events.slice(first, second)))).toMatchObject({
          verdict: 'intact',
          events: second - first,
          first: { sequence: first + 1 },
          previous_hash: events[first]?.previous_hash,
          last_hash: events[second]?.previous_hash,
        });
      }),
    );
  });

  it('may hold members that nobody knows, when they were sealed with the rest', () => {
    expect(checkAuditFile(lines(resealed(5, { place: { floor: 3 } })))).toMatchObject({ verdict: 'intact' });
  });

  it('may hold values that are also names', () => {
    const same = { name: 'status', status: 'status', details: { a: 'b', b: 'b' } };
    expect(checkAuditFile(lines(resealed(5, same)))).toMatchObject({ verdict: 'intact' });
  });

  it('shows the first event of which any character is another', () => {
    const events = EVENTS.slice(0, 3);
    for (const [nth, event] of events.entries()) {
      for (const [at, character] of Array.from(JSON.stringify(event)).entries()) {
        const other = character === '0' ? '1' : '0';
        expectShown(events, nth, at, /\d/.test(character) ? other : character === 'x' ? 'y' : 'x');
      }
    }
  });

  it('shows it whatever stands in the event and becomes of the character', () => {
    fc.assert(
      fc.property(
        chainAndPlaces,
        fc.nat(),
        fc.string({ unit: 'binary', maxLength: 1 }),
        ({ events, first }, at, other) => {
          expectShown(events, first, at % JSON.stringify(events[first]).length, other);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('shows the event after a removed one', () => {
    fc.assert(
      fc.property(chainAndPlaces, forms, ({ events, first, second }, write) => {
        const left = events.toSpliced(first + 1, second - first);
        const next = events[second + 1];
        expect(checkAuditFile(write(left))).toMatchObject(
          next
            ? { ...brokenAt(first + 1, next), fault: 'predecessor_removed' }
            : { verdict: 'intact', events: left.length },
        );
      }),
    );
  });

  it('shows the second of two equal events', () => {
    fc.assert(
      fc.property(chainAndPlaces, forms, ({ events, first }, write) => {
        const event = events[first]!;
        expect(checkAuditFile(write(events.toSpliced(first, 0, event)))).toMatchObject({
          ...brokenAt(first + 1, event),
          fault: 'number_repeated',
        });
      }),
    );
  });

  it('shows an event in a place that is not its own', () => {
    fc.assert(
      fc.property(chainAndPlaces, forms, ({ events, first, second }, write) => {
        const [earlier, later] = [events[first]!, events[second]!];
        const swapped = events.with(first, later).with(second, earlier);
        // A file may begin anywhere, so in the first place only the next event shows that something is wrong.
        const shown = first === 0 ? 1 : first;
        expect(checkAuditFile(write(swapped))).toMatchObject(brokenAt(shown, swapped[shown]!));
        const copied = events.toSpliced(second + 1, 0, earlier);
        expect(checkAuditFile(write(copied))).toMatchObject(brokenAt(second + 1, earlier));
      }),
    );
  });

  it('shows the event after one that was sealed in by somebody else', () => {
    fc.assert(
      fc.property(chainAndPlaces, forms, ({ events, first }, write) => {
        const { hash: _, ...content } = events[first]!;
        const next = events[first + 1]!;
        const forged = seal({ ...content, status: 'forged' });
        const replaced = { ...brokenAt(first + 1, next), fault: 'predecessor_replaced' };
        expect(checkAuditFile(write(events.with(first, forged)))).toMatchObject(replaced);
        const extra = seal({ ...content, sequence: next.sequence, previous_hash: events[first]!.hash });
        const repeated = { ...brokenAt(first + 2, next), fault: 'number_repeated' };
        expect(checkAuditFile(write(events.toSpliced(first + 1, 0, extra)))).toMatchObject(repeated);
      }),
    );
  });

  it.each([
    ['a member', (text: string) => text.replace('{', '{"approved":true,')],
    ['a member that prototypes have', (text: string) => text.replace('{', '{"__proto__":{"approved":true},')],
    ['a detail', (text: string) => text.replace('"details":{', '"details":{"__proto__":null,')],
    ['a number without a canonical form', (text: string) => text.replace('{', '{"sum":1e400,')],
    ['half a character', (text: string) => text.replace('"via":"', '"via":"\\ud800')],
  ])('shows an event that was given %s', (_, change) => {
    const text = JSON.stringify(SECOND);
    expect(checkAuditFile(lines(EVENTS).replace(text, change(text)))).toMatchObject({
      ...brokenAt(1, SECOND),
      fault: 'content_altered',
    });
  });

  it.each([
    ['a member twice, of which JSON.parse keeps the last', '{', '{"name":"accept",', 'It has "name" twice.'],
    ['a detail twice, in two spellings', '"via":', '"\\u0076ia":"page","via":', 'It has "via" twice.'],
    ['text for its number', '"sequence":2', '"sequence":"2"', 'Field sequence: Invalid input: expected number'],
    ['no actor', '"by":', '"bye":', 'Field by: Invalid input: expected object'],
    ['a broken member within a member', '"id":"sender"', '"id":""', 'Field by.id: Too small'],
  ])('shows an event with %s', (_, part, instead, message) => {
    const text = JSON.stringify(SECOND);
    expect(checkAuditFile(lines(EVENTS).replace(text, text.replace(part, instead)))).toMatchObject({
      verdict: 'broken',
      position: 2,
      event: { request_id: '42-1', name: 'retrieve', at: SECOND.at },
      fault: 'not_an_event',
      message: expect.stringContaining(message) as string,
    });
  });

  it.each([[null], [7], ['text'], [[]], [{}]])('shows %j in the place of an event', (value) => {
    expect(checkAuditFile(JSON.stringify([[EVENTS[0], value, SECOND]]))).toMatchObject({
      verdict: 'broken',
      position: 2,
      event: { sequence: null, request_id: null, name: null, at: null },
      fault: 'not_an_event',
    });
  });

  it('shows an event without a hash, even if there is no other', () => {
    const { hash: _, ...content } = THIRD;
    expect(checkAuditFile(JSON.stringify(content))).toMatchObject({ ...brokenAt(0, THIRD), fault: 'not_an_event' });
  });

  it('shows a first event that denies its predecessor, or has one before number 1', () => {
    const link = { position: 1, fault: 'predecessor_replaced' };
    expect(checkAuditFile(lines(resealed(2, { previous_hash: GENESIS }).slice(2)))).toMatchObject(link);
    expect(checkAuditFile(lines(resealed(0, { previous_hash: LAST.hash })))).toMatchObject(link);
  });

  it.each([
    ['nothing', '', 'it holds no audit event'],
    ['no entries', '[]', 'it holds no audit event'],
    ['an answer about an error', '{"status":404,"title":"Not found"}', 'it holds no audit event'],
    ['a page', '<!doctype html>\n<p>', 'it is neither JSON nor JSON Lines, see line 1'],
    ['half a line', `${lines(EVENTS)}\n{"sequence":`, 'it is neither JSON nor JSON Lines, see line 7'],
    [
      'text made to exhaust the stack',
      '['.repeat(10_000) + ']'.repeat(10_000),
      'it is nested more than 100 levels deep',
    ],
  ])('is not %s', (_, text, message) => {
    expect(checkAuditFile(text)).toEqual({ verdict: 'unreadable', message });
  });
});

describe('the report on an audit file', () => {
  it('says what the file ends with, and what no file can show', () => {
    expect(auditReport(checkAuditFile(lines(EVENTS)))).toEqual([
      'Intact: 6 events, the last is event 6 (retrieve of request 42-3, 2026-11-23T12:02:01.000Z).',
      `Last hash: ${LAST.hash}`,
      'A file cannot show what was removed after its last event: compare the last hash and the number of events with another copy.',
    ]);
  });

  it('says that something came before', () => {
    expect(auditReport(checkAuditFile(lines(EVENTS.slice(2))))[1]).toBe(
      `It begins at event 3: what came before is not in this file. Its predecessor has the hash ${SECOND.hash}.`,
    );
  });

  it('names the first bad event', () => {
    expect(auditReport(checkAuditFile(lines(EVENTS.toSpliced(1, 1))))).toEqual([
      'Broken at entry 2, event 3 (send of request 42-2, 2026-11-23T12:01:00.000Z): its predecessor was removed.',
      'Event 2 is missing before it.',
      'Entries before it, which hold: 1.',
    ]);
    expect(auditReport(checkAuditFile(lines(EVENTS.toSpliced(1, 2))))[1]).toBe('Events 2 to 3 are missing before it.');
    expect(auditReport(checkAuditFile(lines([{ ...THIRD, status: 'synced' }])))).toEqual([
      'Broken at entry 1, event 3 (send of request 42-2, 2026-11-23T12:01:00.000Z): its content was altered.',
      'Its content is not what its hash was made from.',
    ]);
  });

  it('counts one event in the singular', () => {
    expect(auditReport(checkAuditFile(lines([EVENTS[0]])))[0]).toContain('Intact: 1 event, the last');
  });

  it('does not fill the screen with what a file says', () => {
    const [line] = auditReport(checkAuditFile(lines([{ ...EVENTS[0], name: 'x'.repeat(201) }])));
    expect(line).toContain('event 1 (? of request 42-1');
  });

  it('cannot steer the terminal', () => {
    const [line] = auditReport(checkAuditFile(lines([{ ...EVENTS[0], name: '\u001b[2J\u202eaccept\n' }])));
    expect(line).toContain('(?[2J?accept? of request 42-1');
  });
});
