import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { configuredOf, integration, type Integration, type KnownIntegration } from '#domain/integration.ts';
import type { Check } from '#ops/doctor/check.ts';
import { fault, type Finding } from '#ops/doctor/finding.ts';
import { nameOf, type DeployedStack } from '#ops/doctor/subject.ts';
import { ofType, type Template } from '#ops/doctor/template.ts';

const listOf = (template: Template): Integration[] =>
  ofType(template, 'Custom::Integrations', z.object({ Integrations: z.string() })).flatMap(({ wanted }) =>
    z.array(integration).parse(JSON.parse(wanted.Integrations)),
  );

const ofSeeding = (wanted: Integration, all: readonly KnownIntegration[]): Finding[] => {
  const own = all.filter(({ company_id }) => company_id === wanted.company_id);
  if (own.some(({ kept_by }) => kept_by === 'operators')) return [];
  const found = own.find(({ id }) => id === wanted.id);
  const todo = 'Deploy this checkout. If that changes nothing, the log of the function seed-integrations says why.';
  if (found === undefined)
    return [fault(`The integration ${nameOf(wanted)} of the stage file is not in the ledger.`, todo)];
  return isDeepStrictEqual(configuredOf(found), wanted)
    ? []
    : [fault(`The integration ${nameOf(wanted)} is another in the ledger than in the stage file.`, todo)];
};

/** Whether the stage file's integrations stand in the ledger, where operators do not keep the company. */
export const seedingCheck: Check<DeployedStack> = {
  name: 'seeding',
  permissions: ['dynamodb:Query', 'dynamodb:Scan', 'secretsmanager:ListSecrets'],
  run: async (deployed) => {
    const all = await deployed.integrations();
    return listOf(deployed.wanted).flatMap((each) => ofSeeding(each, all));
  },
};
