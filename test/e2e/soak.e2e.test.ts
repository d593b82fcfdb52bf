import { expect, it } from 'vitest';
import { soak } from '#soak/soak.ts';

/** Several kills with their starts, and the waits of the exports that they broke off: a lease, two look-ups, pauses in between. */
const PATIENCE_MS = 15 * 60_000;

it(
  'comes through a small soak: each request synced with exactly one job, however often the process is killed',
  async () => {
    const lines: string[] = [];
    const report = await soak({ requests: 600, seed: 1, killEvery: 5 }, (line) => void lines.push(line));
    expect(report.faults, lines.join('\n')).toEqual([]);
    expect(report.kills).toBeGreaterThan(3);
  },
  PATIENCE_MS,
);
