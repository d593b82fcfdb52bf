import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import type { Stage } from '#lib/stage-settings.ts';

/** Secrets of an integration stand under `<prefix>/<company_id>/<integration_id>/<erp>`. */
export const secretPrefixOf = ({ name }: Stage): string => `send-to-erp/${name}`;

/**
 * Secrets Manager ends the ARN of every secret with a hyphen and six characters of its own. One that is not there yet has no such
 * ending: asked for by its name, it must be found missing and not forbidden.
 */
const arnsOf = (run: Function, name: string): string[] =>
  ['', '-??????'].map((end) =>
    Stack.of(run).formatArn({ service: 'secretsmanager', resource: `secret:${name}${end}` }),
  );

/** Read the credentials of every integration with this ERP and of no other. */
export const grantErpSecrets = (run: Function, prefix: string, erp: string): void => {
  const resources = arnsOf(run, `${prefix}/*/${erp}`);
  run.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }));
};

/** Read what these companies' secrets hold for Procore. */
export const grantProcoreSecrets = (run: Function, prefix: string, companies: readonly number[]): void => {
  const resources = companies.flatMap((company) => arnsOf(run, `${prefix}/${company}/procore`));
  run.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }));
};

/**
 * Keep the tokens that this ERP's sign-ins replace, in the secret below the credentials' own, which stay read-only. The first
 * sign-in makes the secret, so nobody must do so by hand.
 */
export const grantErpTokens = (run: Function, prefix: string, erp: string): void => {
  const actions = ['GetSecretValue', 'PutSecretValue', 'CreateSecret'].map((action) => `secretsmanager:${action}`);
  run.addToRolePolicy(new PolicyStatement({ actions, resources: arnsOf(run, `${prefix}/*/${erp}/tokens`) }));
};
