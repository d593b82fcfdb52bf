import fc from 'fast-check';
import type { Job } from '../../functions/erp/connector.ts';

/** XML 1.0 has no way to write two of Unicode's noncharacters; JSON has. */
const text = (maxLength: number) =>
  fc.string({ unit: 'binary', minLength: 1, maxLength }).map((given) => given.replace(/[\uFFFE\uFFFF]/g, '?'));

const project = fc
  .record(
    {
      name: text(200),
      address: text(700),
      city: text(300),
      state_code: fc.stringMatching(/^[A-Za-z0-9]{1,3}$/),
      zip: text(60),
      country_code: fc.stringMatching(/^[A-Za-z]{2}$/),
    },
    { requiredKeys: ['name'] },
  )
  .map((given): Job['project'] => ({ id: 2, ...given }));

/** So many projects with whatever people may type, the same each time. */
export const projects = (count: number): Job['project'][] => fc.sample(project, { numRuns: count, seed: 20_260_723 });
