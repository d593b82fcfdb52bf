import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { projectStatus } from '#domain/project-record.ts';
import { lives } from './commands.ts';
import { newModel } from './model.ts';
import { statuses } from './product-table.ts';
import { emptyWorld, steps } from './world.ts';

const RUNS = 500;

/** Where a request can stand. Only a project that was never synced is ready_to_export, only one that was is ready_to_update. */
const LIVES_OF_BOTH_KINDS = ['create', 'update']
  .flatMap((kind) => statuses.map((status) => `${kind} ${status}`))
  .filter((life) => !/not_sent|create ready_to_update|update ready_to_export/.test(life));

const counter = () => {
  const counts = new Map<string, number>();
  return { counts, add: (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1) };
};

it('keeps to product.md through every random life, and the random lives reach all of it', () => {
  const requests = counter();
  const projects = counter();
  const taken = counter();
  const setup = () => ({
    model: newModel(),
    real: {
      world: emptyWorld,
      steps,
      onTaken: (step: string, record: Parameters<typeof projectStatus>[0] & object) => {
        taken.add(step);
        projects.add(projectStatus(record));
        requests.add(`${record.request.kind} ${record.request.status}`);
      },
    },
  });
  fc.assert(
    fc.property(lives(true), (commands) => fc.modelRun(setup, commands)),
    { numRuns: RUNS },
  );
  expect([...taken.counts.keys()].sort()).toEqual(Object.keys(steps).sort());
  expect([...projects.counts.keys(), 'not_sent'].sort()).toEqual([...statuses].sort());
  expect([...requests.counts.keys()].sort()).toEqual(LIVES_OF_BOTH_KINDS.sort());
});
