import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Traffic } from '#domain/capability.ts';
import {
  admit,
  connection,
  leave,
  NEW_CONNECTION,
  spread,
  withHold,
  type Connection,
  type Met,
} from '#domain/connection.ts';
import { afterNoon } from '#test/support/records.ts';

const LEASE = 130;
const TRAFFIC: Traffic = { at_once: 2, per_minute: null };
const ANSWERED: Met = { answered: true, retryAfterSeconds: null };
const SILENT: Met = { answered: false, retryAfterSeconds: null };
const at = (second: number): string => afterNoon(second).toISOString();

const entered = (known: Connection, id: string, second: number, traffic = TRAFFIC): Connection => {
  const admission = admit(known, traffic, id, LEASE, afterNoon(second));
  if (!admission.admitted) throw new Error(`${id} must stay away until ${admission.until}.`);
  return admission.next;
};
const asked = (known: Connection, second: number, traffic = TRAFFIC) =>
  admit(known, traffic, 'other', LEASE, afterNoon(second));
const failed = (times: number, second = 0, known = NEW_CONNECTION): Connection =>
  Array.from({ length: times }).reduce<Connection>((each) => leave(each, 'r', SILENT, afterNoon(second)), known);

describe('the way to an ERP', () => {
  it('bears so many exports at once', () => {
    const full = entered(entered(NEW_CONNECTION, 'a', 0), 'b', 0);
    expect(asked(full, 1)).toEqual({ admitted: false, until: at(16), isPaused: false, isHeld: false });
    expect(asked(leave(full, 'a', ANSWERED, afterNoon(1)), 1).admitted).toBe(true);
  });

  it('has room again when an export that died has had its time, and for one that comes a second time', () => {
    const full = entered(entered(NEW_CONNECTION, 'a', 0), 'b', 0);
    expect(asked(full, LEASE).admitted).toBe(true);
    expect(entered(full, 'a', 1).running.map(({ request_id }) => request_id)).toEqual(['b', 'a']);
  });

  it('closes at the third silence in a row, each time for twice as long, at most half an hour', () => {
    expect(failed(2).paused_until).toBeNull();
    const pauses = [3, 4, 5, 6, 7, 8, 20].map((times) => failed(times).paused_until);
    expect(pauses).toEqual([60, 120, 240, 480, 960, 1800, 1800].map(at));
    expect(failed(3)).toMatchObject({ state: 'failed', last_seen_at: null });
    expect(asked(failed(3), 59)).toEqual({ admitted: false, until: at(60), isPaused: true, isHeld: false });
  });

  it('lets one try after the pause, and opens with its answer', () => {
    const trial = entered(failed(3), 'a', 60);
    expect(asked(trial, 61)).toMatchObject({ admitted: false, isPaused: true });
    const open = leave(trial, 'a', ANSWERED, afterNoon(62));
    expect(open).toMatchObject({ state: 'connected', last_seen_at: at(62), failures: 0, paused_until: null });
    expect(asked(entered(open, 'b', 62), 62).admitted).toBe(true);
    expect(leave(trial, 'a', SILENT, afterNoon(62)).paused_until).toBe(at(62 + 120));
  });

  it('opens at once when an answer comes during the pause', () => {
    expect(asked(leave(failed(5), 'late', ANSWERED, afterNoon(10)), 10).admitted).toBe(true);
  });

  it('stays closed as long as the ERP says, whatever others were answered', () => {
    const told = leave(NEW_CONNECTION, 'a', { answered: true, retryAfterSeconds: 300 }, afterNoon(0));
    expect(told).toMatchObject({ state: 'connected', failures: 0, paused_until: at(300) });
    expect(leave(told, 'b', ANSWERED, afterNoon(1)).paused_until).toBe(at(300));
    expect(leave(told, 'b', { answered: true, retryAfterSeconds: 10 }, afterNoon(1)).paused_until).toBe(at(300));
    expect(leave(NEW_CONNECTION, 'a', { answered: true, retryAfterSeconds: 1e9 }, afterNoon(0)).paused_until).toBe(
      at(86_400),
    );
  });

  it('counts nothing of an export that never asked', () => {
    expect(leave(entered(NEW_CONNECTION, 'a', 0), 'a', null, afterNoon(1))).toEqual({ ...NEW_CONNECTION, version: 2 });
  });

  it('as release 1 knew it is read', () => {
    expect(connection.parse({ state: 'connected', last_seen_at: at(0) })).toMatchObject({
      version: 0,
      running: [],
      failures: 0,
    });
  });

  it('never bears more at once than it may, nor more a minute in the long run, whoever comes when', () => {
    const minutes = 10;
    fc.assert(
      fc.property(
        fc.record({ at_once: fc.integer({ min: 1, max: 4 }), per_minute: fc.option(fc.integer({ min: 1, max: 30 })) }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 60 * minutes }), fc.integer({ min: 1, max: 200 })), {
          maxLength: 200,
        }),
        (traffic, arrivals) => {
          let known = NEW_CONNECTION;
          let begun = 0;
          const ends: { id: string; second: number }[] = [];
          for (const [index, [second, takes]] of [...arrivals].sort(([a], [b]) => a - b).entries()) {
            for (const { id } of ends.filter((end) => end.second <= second))
              known = leave(known, id, ANSWERED, afterNoon(second));
            ends.splice(0, ends.length, ...ends.filter((end) => end.second > second));
            const admission = admit(known, traffic, `r${index}`, 1000, afterNoon(second));
            if (!admission.admitted) {
              expect(admission.until > at(second)).toBe(true);
              continue;
            }
            known = admission.next;
            begun += 1;
            ends.push({ id: `r${index}`, second: second + takes });
            expect(ends.length).toBeLessThanOrEqual(traffic.at_once);
            if (traffic.per_minute !== null) {
              expect(begun).toBeLessThanOrEqual(traffic.at_once + Math.ceil((second / 60) * traffic.per_minute));
            }
          }
        },
      ),
    );
  });
});

describe('those who wait for the end of a pause', () => {
  it('come back over two minutes, each at a moment of its own that stays the same', () => {
    const moments = Array.from({ length: 200 }, (_, project) => spread(at(0), `${1000 + project}-1`));
    expect(new Set(moments).size).toBeGreaterThan(100);
    expect(moments.every((moment) => moment >= at(0) && moment <= at(120))).toBe(true);
    expect(spread(at(0), '1001-1')).toBe(spread(at(0), '1001-1'));
  });
});

describe('exports that operators hold', () => {
  const until = at(3600);
  const held = withHold(NEW_CONNECTION, { since: at(0), until, by: 'Pat Operator', reason: 'Closing.' });

  it('do not begin before the end, and do at the end', () => {
    expect(asked(held, 3599)).toEqual({ admitted: false, until, isPaused: true, isHeld: true });
    expect(asked(held, 3600).admitted).toBe(true);
    expect(asked(withHold(held, null), 1).admitted).toBe(true);
  });

  it('look by themselves after four hours: the end may have been brought forward', () => {
    const long = withHold(NEW_CONNECTION, { since: at(0), until: at(86_400), by: 'Pat Operator', reason: 'Closing.' });
    expect(asked(long, 0)).toMatchObject({ until: at(4 * 3600) });
  });

  it('are held whatever the ERP answers, or does not', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ answered: fc.boolean(), retryAfterSeconds: fc.option(fc.integer({ min: 0, max: 9999 })) }),
        ),
        (mets) => {
          const after = mets.reduce((known, met, index) => leave(known, 'r', met, afterNoon(index)), held);
          expect(after.held).toEqual(held.held);
          expect(asked(after, mets.length)).toMatchObject({ admitted: false, isHeld: true });
        },
      ),
    );
  });

  it('are left alone by the ERP’s own pause once that ends later', () => {
    const silent = leave(failed(8, 3500, held), 'r', SILENT, afterNoon(3500));
    expect(asked(silent, 3600)).toMatchObject({ admitted: false, isHeld: false, isPaused: true });
  });
});
