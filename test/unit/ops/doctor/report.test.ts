import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fault } from '#ops/doctor/finding.ts';
import { watched } from '#ops/doctor/progress.ts';
import { examine, reportOf } from '#ops/doctor/report.ts';

const weak = fault('It leaks.', 'Mend it.');
const check = (name: string, run: () => Promise<ReturnType<typeof fault>[]>) => ({ name, permissions: [], run });

describe('the report', () => {
  it('calls a deployment healthy when every check found nothing', async () => {
    const all = await examine([check('one', async () => []), check('two', async () => [])], null);
    expect(reportOf('It', all)).toEqual({
      outcome: 'healthy',
      lines: ['It is healthy: 2 checks found nothing.'],
      facts: {
        subject: 'It',
        checks: [
          { name: 'one', state: 'healthy' },
          { name: 'two', state: 'healthy' },
        ],
        findings: [],
      },
    });
  });

  it('tells all findings, each with its check and what to do, and runs every check', async () => {
    const broken = check('two', () => Promise.reject(new RangeError('secret details')));
    const all = await examine([check('one', async () => [weak, weak]), broken, check('three', async () => [])], null);
    const { outcome, lines, facts } = reportOf('It', all);
    expect(outcome).toBe('at_fault');
    expect(lines).toEqual([
      'It: 2 findings, and 1 that could not be looked at, of 3 checks.',
      'one: It leaks.',
      '    Mend it.',
      'one: It leaks.',
      '    Mend it.',
      'two, not checked: It could not be looked at: RangeError.',
      expect.stringContaining('Run doctor again'),
    ]);
    expect(facts['checks']).toEqual([
      { name: 'one', state: 'at_fault' },
      { name: 'two', state: 'unchecked' },
      { name: 'three', state: 'healthy' },
    ]);
    expect(facts['findings']).toMatchObject([
      { check: 'one', kind: 'fault', what: 'It leaks.', todo: 'Mend it.' },
      { check: 'one' },
      { check: 'two', kind: 'unchecked' },
    ]);
  });

  it('does not call healthy what could not be looked at whole', async () => {
    const all = await examine([check('one', () => Promise.reject(new Error('no')))], null);
    expect(reportOf('It', all).outcome).toBe('at_fault');
  });
});

describe('checks that take long', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('say what is still looked at, again and again, until the last is done', async () => {
    const said: string[] = [];
    const slow = Promise.withResolvers<number>();
    const running = [
      { name: 'quick', done: Promise.resolve(1) },
      { name: 'slow', done: slow.promise },
    ];
    const all = Promise.all(watched(running, (line) => said.push(line)));
    await vi.advanceTimersByTimeAsync(2_999);
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(5_001);
    expect(said).toEqual(Array(2).fill('1 of 2 checks are done. Still looking: slow.'));
    slow.resolve(2);
    expect(await all).toEqual([1, 2]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are not talked about when none does', async () => {
    await Promise.all(watched([{ name: 'quick', done: Promise.resolve(1) }], () => expect.fail()));
    expect(vi.getTimerCount()).toBe(0);
  });
});
