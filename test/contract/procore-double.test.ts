import { Ajv } from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { procoreApi } from '#procore/client.ts';
import { procoreDouble } from '#procore/double.ts';
import { NOON } from '#test/support/records.ts';
import { sampleProject } from '#local/walk/sample-project.ts';

/** Procore's description of a project as it answers it. It may not be passed on, so it lies beside the project where it is at all. */
const CONTRACT = new URL('../../../shared/contracts/procore/RestV10ProjectsPost.json', import.meta.url);
const isHere = existsSync(CONTRACT);

const contract = z.object({
  responses: z.object({
    '201': z.object({ schema: z.looseObject({ properties: z.record(z.string(), z.unknown()) }) }),
  }),
});

describe.skipIf(!isHere)(`what the double answers${isHere ? '' : ' (skipped: no ../shared/contracts/procore)'}`, () => {
  const schema = isHere ? contract.parse(JSON.parse(readFileSync(CONTRACT, 'utf8'))).responses['201'].schema : {};
  // What is no part of Procore's answer is a fault; the formats are names of types there.
  const isProject = new Ajv({ strict: false, validateFormats: false }).compile({
    ...schema,
    additionalProperties: false,
  });

  const answered = async (over: object = {}) => {
    const double = procoreDouble();
    const { id, name, address, city, state_code, zip, country_code, active } = sampleProject(1001).project;
    const project = {
      id,
      name,
      address,
      city,
      state_code,
      zip,
      country_code,
      active,
      is_erp_integrated: true,
      ...over,
    };
    double.projects.set(1001, project);
    const api = procoreApi({
      site: { apiUrl: 'https://api.procore.test', loginUrl: 'https://login.procore.test' },
      accessOf: async () => double.access,
      fetch: double.fetch,
      clock: () => NOON,
    });
    return api.project({ companyId: 1, projectId: 1001 });
  };

  it('is a project as Procore describes it', async () => {
    expect([isProject(await answered()), isProject.errors]).toEqual([true, null]);
  });

  it('would be seen if it were none', async () => {
    expect(isProject(await answered({ erp_status: 'synced' }))).toBe(false);
    expect(isProject(await answered({ active: 'yes' }))).toBe(false);
  });
});
