import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import type { Stage } from '#lib/stages.ts';

/** Secrets of an integration stand under `<prefix>/<company_id>/<integration_id>/<erp>`. */
export const secretPrefixOf = ({ name }: Stage): string => `send-to-erp/${name}`;

/** Read the credentials of every integration with this ERP and of no other. */
export const grantErpSecrets = (run: Function, prefix: string, erp: string): void => {
  // Secrets Manager ends every ARN with a hyphen and six characters of its own.
  const secrets = Stack.of(run).formatArn({
    service: 'secretsmanager',
    resource: `secret:${prefix}/*/${erp}-??????`,
  });
  run.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secrets] }));
};
