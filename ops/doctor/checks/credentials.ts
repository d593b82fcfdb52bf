import { credentialsSecret } from '#aws/erp-credentials.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import { isInService } from '#domain/serving.ts';
import { credentialFaults } from '#erp/integration-check.ts';
import { connectorOf, registry } from '#erp/registry.ts';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, type Finding } from '#ops/doctor/finding.ts';
import { isAboutToGo } from '#ops/doctor/secret.ts';
import { nameOf, type Deployed } from '#ops/doctor/subject.ts';
import { shownFault } from '#ops/integration/faults.ts';
import { secretCredentials, type CredentialStore } from '#ops/integration/credential-store.ts';

interface Named {
  readonly whose: string;
  readonly secret: string;
}

const missing = ({ whose, secret }: Named): Finding =>
  fault(
    `The ${whose} has no credentials: there is no secret ${secret}.`,
    'Put them: npm run ops -- integration put company.json --credentials credentials.json (docs/operations.md).',
  );

const aboutToGo = ({ whose, secret }: Named): Finding =>
  fault(
    `The credentials of the ${whose} are about to be deleted: the secret ${secret} is scheduled for deletion, and cannot be read.`,
    `aws secretsmanager restore-secret --secret-id ${secret}`,
  );

const unfit = ({ whose, secret }: Named, why: string): Finding =>
  fault(
    `The credentials of the ${whose} in the secret ${secret} are not what its connector takes: ${why}.`,
    "Put them anew: npm run ops -- integration put company.json --credentials credentials.json. The connector's README says what they are.",
  );

const ofIntegration = async (store: CredentialStore, known: KnownIntegration, named: Named): Promise<Finding[]> => {
  const connector = await connectorOf(known.erp);
  if (connector.delivery !== 'call') return [];
  const kept = await store.read(known).catch((error: unknown) => {
    if (isAboutToGo(error)) return aboutToGo;
    throw error;
  });
  if (kept === aboutToGo) return [aboutToGo(named)];
  if (kept === null) return [missing(named)];
  if (kept === undefined) return [unfit(named, 'they are not JSON')];
  const faults = credentialFaults(kept, connector).map(shownFault);
  if (faults.length === 0) return [];
  return [unfit(named, faults.map(({ path, message }) => `${path}: ${message}`).join('; '))];
};

/** Whether each integration whose ERP is called has credentials that its connector takes. Whether the ERP takes them, `integration check` says. */
export const credentialsCheck: Check<Deployed> = {
  name: 'credentials',
  permissions: ['secretsmanager:GetSecretValue', 'secretsmanager:ListSecrets', 'dynamodb:Query', 'dynamodb:Scan'],
  run: async (deployed) => {
    const prefix = deployed.output('SecretPrefix');
    const store = secretCredentials(deployed.aws.secrets, prefix);
    const served = (await deployed.integrations()).filter(
      (each) => isInService(each) && Object.hasOwn(registry, each.erp),
    );
    return ofEach(served, (each) =>
      ofIntegration(store, each, {
        whose: `integration ${nameOf(each)}`,
        secret: credentialsSecret(prefix, each),
      }),
    );
  },
};
