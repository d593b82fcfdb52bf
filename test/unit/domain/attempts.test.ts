import { describe, expect, it } from 'vitest';
import { caseDueAt, isSurelyMissing, mayHaveReachedErp, waitsForErp } from '#domain/attempts.ts';
import {
  beginExport,
  endExport,
  giveUp,
  openCase,
  pause,
  resume,
  settleByHand,
  type ExportOutcome,
} from '#domain/exporting.ts';
import { accept, retry } from '#domain/life.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { afterNoon, anActing, aReceipt, aRecord } from '#test/support/records.ts';

const accepted = accept(aRecord(), anActing({ at: afterNoon(0) }), {});

const SILENT: ExportOutcome = { outcome: 'unknown', message: 'No answer.' };
const NOTHING: ExportOutcome = { outcome: 'unknown', message: 'Not there.', found_nothing: true };
const DOWN: ExportOutcome = { outcome: 'unavailable', message: 'Down.' };
const REFUSED: ExportOutcome = { outcome: 'refused', message: 'Taken.', field: null };

/** The record after attempts, each of which begins and ends at its second. */
const after = (attempts: readonly (readonly [second: number, outcome: ExportOutcome | 'running'])[], from = accepted) =>
  attempts.reduce<ProjectRecord>((record, [second, outcome]) => {
    const running = beginExport(record, afterNoon(second));
    return outcome === 'running' ? running : endExport(running, outcome, afterNoon(second));
  }, from);

describe('a job that a look-up did not find', () => {
  it.each([
    ['is surely missing where no attempt was made', [], 0, true],
    ['is surely missing where no attempt reached the ERP', [[0, DOWN]], 1, true],
    ['may come yet after silence', [[0, SILENT]], 1000, false],
    ['may come yet after an attempt that never ended', [[0, 'running']], 1000, false],
    [
      'may come yet a moment after the first look',
      [
        [0, SILENT],
        [20, NOTHING],
      ],
      79,
      false,
    ],
    [
      'is surely missing a minute after the first look',
      [
        [0, SILENT],
        [20, NOTHING],
      ],
      80,
      true,
    ],
    [
      'is surely missing whatever hindered the looks between',
      [
        [0, SILENT],
        [20, NOTHING],
        [30, DOWN],
        [60, NOTHING],
      ],
      80,
      true,
    ],
    [
      'may come yet when there was silence again since',
      [
        [0, SILENT],
        [20, NOTHING],
        [90, SILENT],
      ],
      200,
      false,
    ],
    [
      'may come yet when an attempt broke off since',
      [
        [0, SILENT],
        [20, NOTHING],
        [90, 'running'],
      ],
      200,
      false,
    ],
    [
      'is surely missing once the ERP has refused it',
      [
        [0, SILENT],
        [20, REFUSED],
      ],
      20,
      true,
    ],
  ] as const)('%s', (_, attempts, second, expected) => {
    const record = after(attempts);
    expect(isSurelyMissing(record.request, afterNoon(second))).toBe(expected);
  });
});

describe('the case of an outcome that nobody knows', () => {
  it.each([
    ['none where nothing reached the ERP', [[0, DOWN]], null],
    [
      'none where the ERP refused afterwards',
      [
        [0, SILENT],
        [20, REFUSED],
      ],
      null,
    ],
    [
      'a quarter of an hour after the first silence',
      [
        [10, DOWN],
        [20, SILENT],
        [300, SILENT],
      ],
      20 + 900,
    ],
    ['the same for an attempt that never ended', [[30, 'running']], 30 + 900],
  ] as const)('is due: %s', (_, attempts, second) => {
    const record = after(attempts);
    expect(caseDueAt(record.request)).toEqual(second === null ? null : afterNoon(second));
  });

  it('is opened once, and over as soon as the job is found', () => {
    const opened = openCase(after([[0, SILENT]]), afterNoon(900));
    expect(opened.request).toMatchObject({ status: 'exporting', case_opened_at: afterNoon(900).toISOString() });
    expect(opened.events.at(-1)).toMatchObject({ name: 'open_case', by: null, details: { attempt: 1 } });
    expect(caseDueAt(opened.request)).toBeNull();
    const found = after([[1000, { outcome: 'synced', receipt: aReceipt() }]], opened);
    expect(found.request.status).toBe('synced');
  });

  it('settled by hand goes back to the approver, whose retry still looks twice before it writes', () => {
    const opened = openCase(after([[0, SILENT]]), afterNoon(900));
    const settled = settleByHand(opened, 'Pat Operator', afterNoon(1000));
    expect(settled.request).toMatchObject({ status: 'failed_to_export', case_opened_at: null });
    expect(settled.events.at(-1)).toMatchObject({
      name: 'fail_export',
      details: { operator: 'Pat Operator', known: true },
    });
    const again = retry(settled, anActing({ at: afterNoon(2000) }), {});
    expect(mayHaveReachedErp(again.request)).toBe(true);
    expect(isSurelyMissing(again.request, afterNoon(9000))).toBe(false);
    expect(caseDueAt(again.request)).toEqual(afterNoon(2900));
  });

  it('cannot be settled by hand while an answer may still be used otherwise: only an export waits for it', () => {
    expect(() => settleByHand(giveUp(after([[0, DOWN]]), afterNoon(1)), 'Pat', afterNoon(2))).toThrow(
      'failed to export',
    );
  });
});

describe('an export that waits for its ERP', () => {
  const paused = (second: number) =>
    endExport(beginExport(accepted, afterNoon(second)), DOWN, afterNoon(second), {
      until: afterNoon(second + 60).toISOString(),
      isHeld: false,
    });

  it('does so for three days after its decision', () => {
    expect(waitsForErp(paused(0).request, afterNoon(72 * 3600 - 1))).toBe(true);
    expect(waitsForErp(paused(0).request, afterNoon(72 * 3600))).toBe(false);
  });

  it('does so as long as operators hold it, and has its three days after that', () => {
    const held = pause(accepted, { until: afterNoon(9e5).toISOString(), isHeld: true }, afterNoon(8e5));
    expect(waitsForErp(held.request, afterNoon(9e6))).toBe(true);
    const again = resume(held, afterNoon(9e5).toISOString(), afterNoon(9e5)).request;
    expect(waitsForErp(again, afterNoon(9e5 + 72 * 3600 - 1))).toBe(true);
    expect(waitsForErp(again, afterNoon(9e5 + 72 * 3600))).toBe(false);
    expect(beginExport(held, afterNoon(9e5)).request).toMatchObject({ held_by_operators: false, paused_until: null });
  });

  it('does not once it has begun again, was answered, or is tried again by its approver', () => {
    expect(waitsForErp(beginExport(paused(0), afterNoon(61)).request, afterNoon(61))).toBe(false);
    const refused = endExport(beginExport(accepted, afterNoon(1)), REFUSED, afterNoon(1), {
      until: afterNoon(61).toISOString(),
      isHeld: false,
    });
    expect(refused.request.paused_until).toBeNull();
    const failed = giveUp(paused(0), afterNoon(5));
    expect(retry(failed, anActing({ at: afterNoon(6) }), {}).request.paused_until).toBeNull();
  });
});
