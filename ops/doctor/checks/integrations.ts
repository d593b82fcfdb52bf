import type { KnownIntegration } from '#domain/integration.ts';
import { isInService } from '#domain/serving.ts';
import { registry } from '#erp/registry.ts';
import type { Check } from '#ops/doctor/check.ts';
import { fault, type Finding } from '#ops/doctor/finding.ts';
import { nameOf, type Deployed } from '#ops/doctor/subject.ts';

const ofConnection = ({ connection, ...rest }: KnownIntegration, now: Date): Finding[] => {
  if (connection.state !== 'failed') return [];
  const { paused_until: pause } = connection;
  const isPaused = pause !== null && pause > now.toISOString();
  const what = `The ERP of ${nameOf(rest)} (${rest.erp}) did not answer the last export${isPaused ? `, and is left alone until ${pause}` : ''}.`;
  return [
    fault(
      what,
      `npm run ops -- integration check ${nameOf(rest)} says why. Exports go on by themselves when it answers.`,
    ),
  ];
};

const ofFunctions = ({ erp, ...rest }: KnownIntegration, deployed: readonly string[]): Finding[] =>
  !Object.hasOwn(registry, erp) || deployed.includes(erp)
    ? []
    : [
        fault(
          `The integration ${nameOf(rest)} is with ${erp}, and the deployment has no functions for ${erp}.`,
          'Deploy this checkout: it has them.',
        ),
      ];

/** Of each that takes projects: whether its ERP has functions, and answered. */
export const integrationsCheck: Check<Deployed> = {
  name: 'integrations',
  permissions: ['dynamodb:Query', 'dynamodb:Scan', 'secretsmanager:ListSecrets'],
  run: async (deployed) => {
    const erps = deployed.output('ErpIds').split(',');
    const all = (await deployed.integrations()).filter(isInService);
    return all.flatMap((each) => [...ofFunctions(each, erps), ...ofConnection(each, deployed.clock())]);
  },
};
