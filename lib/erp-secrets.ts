import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import type { Stage } from '#lib/stage-settings.ts';

/** Secrets of an integration stand under `<prefix>/<company_id>/<integration_id>/<erp>`. */
export const secretPrefixOf = ({ name }: Stage): string => `send-to-erp/${name}`;

const arnOf = (run: Function, name: string): string =>
  // Secrets Manager ends every ARN with a hyphen and six characters of its own.
  Stack.of(run).formatArn({ service: 'secretsmanager', resource: `secret:${name}-??????` });

/** Read the credentials of every integration with this ERP and of no other. */
export const grantErpSecrets = (run: Function, prefix: string, erp: string): void => {
  const resources = [arnOf(run, `${prefix}/*/${erp}`)];
  run.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }));
};

/**
 * Keep the tokens that this ERP's sign-ins replace, in the secret below the credentials' own, which stay read-only. The first
 * sign-in makes the secret, so nobody must do so by hand.
 */
export const grantErpTokens = (run: Function, prefix: string, erp: string): void => {
  const actions = ['GetSecretValue', 'PutSecretValue', 'CreateSecret'].map((action) => `secretsmanager:${action}`);
  run.addToRolePolicy(new PolicyStatement({ actions, resources: [arnOf(run, `${prefix}/*/${erp}/tokens`)] }));
};
