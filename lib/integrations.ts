import { ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CustomResource } from 'aws-cdk-lib/core';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { LedgerTable } from '#lib/ledger-table.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';
import { serviceLogs } from '#lib/service-logs.ts';

interface IntegrationsProps extends Deployment {
  readonly ledger: LedgerTable;
}

/**
 * Raised when a release writes more about integrations than the one before: the deployment then writes them again, although
 * none has changed. 2: the list of all companies.
 */
const WRITTEN = '2';

/** Writes the stage's integrations into the ledger whenever a deployment changes them. */
export class Integrations extends Construct {
  constructor(scope: Construct, id: string, { stage, code, ledger }: IntegrationsProps) {
    super(scope, id);
    const seed = new ServiceFunction(this, 'Seed', 'seed-integrations', {
      stage,
      code,
      environment: { STAGE: stage.name, TABLE_NAME: ledger.tableName },
      // One call to DynamoDB per integration, all at once.
      timeoutSeconds: 60,
      memorySize: 256,
    });
    ledger.grantSeeding(seed);
    // CDK's own function, which answers CloudFormation for ours. Without a role it would get one that writes to every log.
    const logGroup = serviceLogs(this, 'ProviderLogs', stage);
    const provider = new Role(this, 'ProviderRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(provider);
    // GetFunction: it waits for a function that is not ready yet.
    const actions = ['lambda:InvokeFunction', 'lambda:GetFunction'];
    Grant.addToPrincipal({ grantee: provider, actions, resourceArns: [seed.functionArn] });
    const { serviceToken } = new Provider(this, 'Provider', {
      onEventHandler: seed,
      logGroup,
      // CDK would let it call every version of the function as well.
      frameworkOnEventRole: provider.withoutPolicyUpdates(),
      // Below that it logs whole events, and with them the approvers' names and addresses.
      frameworkLambdaLoggingLevel: ApplicationLogLevel.FATAL,
    });
    new CustomResource(this, 'Seeding', {
      resourceType: 'Custom::Integrations',
      serviceToken,
      // As text: CloudFormation turns numbers and booleans of properties into strings.
      properties: { Integrations: JSON.stringify(stage.integrations), Written: WRITTEN },
    });
  }
}
