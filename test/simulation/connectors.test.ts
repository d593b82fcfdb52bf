import { describe, expect, it } from 'vitest';
import { allConnectors } from '#erp/registry.ts';
import { reportOf } from '#simulation/report.ts';
import { simulate } from '#simulation/simulate.ts';

const SEEDS = 20;

const called = (await allConnectors()).flatMap(({ id, delivery }) => (delivery === 'call' ? [id] : []));

describe.each(called)('with the connector %s and the double of its ERP', (erp) => {
  it('the simulation holds every invariant, and jobs are made', async () => {
    let written = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const trace = (_: number, __: string, what: string): void => void (written += what.startsWith('*** job') ? 1 : 0);
      const outcome = await simulate({ seed, erp, trace });
      const report = outcome.violation === null ? [] : await reportOf({ seed, erp }, outcome);
      expect(report.join('\n')).toBe('');
    }
    expect(written).toBeGreaterThan(SEEDS);
  });

  it('a life is lived the same again', async () => {
    const lifeOf = async (): Promise<string[]> => {
      const lines: string[] = [];
      await simulate({ seed: 3, erp, trace: (at, who, what) => lines.push(`${at} ${who} ${what}`) });
      return lines;
    };
    expect(await lifeOf()).toEqual(await lifeOf());
  });
});
