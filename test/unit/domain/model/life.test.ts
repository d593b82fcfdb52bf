import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { projectStatus } from '#domain/project-record.ts';
import { lives } from './commands.ts';
import { companies, type CompanyKind } from './company.ts';
import { newModel } from './model.ts';
import { statuses } from './product-table.ts';
import { emptyWorld, steps } from './world.ts';

const RUNS = 800;

/** Where a request can stand. Only a project without a job is ready_to_export, only one with is ready_to_update; nobody decides on a link. */
const LIVES_OF_ALL_KINDS = [
  ...['create', 'update'].flatMap((kind) => statuses.map((status) => `${kind} ${status}`)),
  'link synced',
].filter((life) => !/not_sent|create ready_to_update|update ready_to_export/.test(life));

const counter = () => {
  const counts = new Map<string, number>();
  return { counts, add: (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1) };
};

it('keeps to product.md through every random life, and the random lives reach all of it', () => {
  const requests = counter();
  const projects = counter();
  const taken = counter();
  const setup = (company: CompanyKind) => ({
    model: newModel(company),
    real: {
      world: emptyWorld(company),
      steps,
      onTaken: (step: string, record: Parameters<typeof projectStatus>[0] & object) => {
        taken.add(step);
        projects.add(projectStatus(record));
        requests.add(`${record.request.kind} ${record.request.status}`);
      },
    },
  });
  fc.assert(
    fc.property(fc.constantFrom(...companies), lives(true), (company, commands) =>
      fc.modelRun(() => setup(company), commands),
    ),
    { numRuns: RUNS },
  );
  expect([...taken.counts.keys()].sort()).toEqual(Object.keys(steps).sort());
  expect([...projects.counts.keys()].sort()).toEqual([...statuses].sort());
  expect([...requests.counts.keys()].sort()).toEqual(LIVES_OF_ALL_KINDS.sort());
});
