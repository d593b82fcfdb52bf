import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { COST_DOCS, costDocs } from '#bench/cost/cost-docs.ts';
import { countLives, type Counts } from '#bench/cost/lives.ts';
import { invocationsOf, type Usage } from '#bench/cost/usage.ts';
import { stageOf } from '#lib/stages.ts';
import { synthesise } from '#lib/synthesise.ts';

/** Counting takes half a minute, and more on a machine that is busy with other tests. */
const PATIENCE_MS = 300_000;

let counts: Counts;
beforeAll(async () => {
  counts = await countLives();
}, PATIENCE_MS);

describe('an accepted request', () => {
  it('costs what it did: whoever makes it cost more says so here', () => {
    const { functions: _, logBytes: __, ...counted } = counts.lives.accepted;
    expect({ ...counted, invocations: invocationsOf(counts.lives.accepted) }).toEqual({
      httpRequests: 4,
      invocations: 9,
      executions: 1,
      transitions: 2,
      failures: 0,
      writeUnits: 41,
      readUnits: 18,
      queueRequests: 6,
      // One asks the approver; two tell sender and approver that the project is synced.
      mails: 3,
      secretReads: 0,
      filePuts: 0,
      fileReads: 0,
      // Each answer of the ERP is one, each transition, each call and each mail: docs/logs.md.
      logLines: 24,
    });
  });

  it('asks the ERP in two functions: for choices, and to export', () => {
    const { functions } = counts.lives.accepted;
    const asking = Object.entries(functions).filter(([, { conversations }]) => conversations > 0);
    expect(asking.map(([name, { conversations }]) => [name, conversations])).toEqual([
      ['look-up', 1],
      ['export', 1],
    ]);
  });
});

it('only the first request starts functions and reads secrets', () => {
  const { first, ...others } = counts.lives;
  const started = ({ functions }: Usage) => Object.values(functions).filter(({ starts }) => starts > 0).length;
  expect({ starts: started(first), secretReads: first.secretReads }).toEqual({ starts: 6, secretReads: 4 });
  for (const usage of Object.values(others)) expect([started(usage), usage.secretReads]).toEqual([0, 0]);
});

it('a request that the ERP turns away twice pays for two more transitions, and no more mail', () => {
  const { accepted, retried } = counts.lives;
  expect(retried.transitions - accepted.transitions).toBe(2);
  expect(retried.mails).toBe(accepted.mails);
});

it('`npm run docs` has been run: docs/cost.md is what is counted', async () => {
  const page = readFileSync(new URL(`../../${COST_DOCS}`, import.meta.url), 'utf8');
  expect(page).toBe(await costDocs(counts, synthesise(stageOf('prod'))));
});
