import { describe, expect, it } from 'vitest';
import { readCommandLine } from '#ops/command-line.ts';
import { runOffline } from '#ops/run.ts';
import { doctor } from '#ops/doctor/doctor.ts';

describe('npm run ops -- doctor', () => {
  it.each([
    ['without a deployment', ''],
    ['with two', '--stage dev --local'],
    ['with its parts', '--table ledger'],
    ['with more words', 'dev --stage dev'],
  ])('%s is wrong usage', async (_, typed) => {
    const line = readCommandLine(['doctor', ...typed.split(' ').filter(Boolean)]);
    await expect(runOffline(doctor, line)).rejects.toThrow('doctor takes one deployment: --stage dev, or --local.');
  });
});
