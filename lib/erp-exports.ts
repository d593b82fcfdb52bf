import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { registry } from '#erp/registry.ts';
import { ExportBucket } from '#lib/export-bucket.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';

interface ErpExportsProps extends Deployment {
  readonly ledger: LedgerTable;
}

/** One export function per registered ERP, each with its own permissions, limit, logs and alarm. */
export class ErpExports extends Construct {
  /** The functions are called this and the ERP's id: the state machine finds them by it. */
  readonly functionPrefix: string;
  readonly functions: readonly Function[];
  readonly bucketName: string;

  constructor(scope: Construct, id: string, props: ErpExportsProps) {
    super(scope, id);
    const { stage, code, ledger } = props;
    const bucket = new ExportBucket(this, 'Files');
    const secretPrefix = `send-to-erp/${stage.name}`;
    this.functionPrefix = `send-to-erp-${stage.name}-export-`;
    this.bucketName = bucket.bucketName;
    this.functions = Object.values(registry).map(({ id: erp, delivery }) => {
      const reaches = delivery === 'file' ? { EXPORT_BUCKET: bucket.bucketName } : { SECRET_PREFIX: secretPrefix };
      const run = new ServiceFunction(this, erp, 'export', {
        stage,
        code,
        functionName: `${this.functionPrefix}${erp}`,
        environment: { STAGE: stage.name, TABLE_NAME: ledger.tableName, ERP: erp, ...reaches },
        // Ends before the lease of 130 s that keeps a second attempt away (functions/use-cases/export-project.ts).
        timeoutSeconds: 120,
        // It waits for the ERP most of the time; below this 4,000 cost codes take their time to render.
        memorySize: 512,
        callsAtOnce: stage.exportsAtOnce,
      });
      ledger.grantTransitions(run);
      ledger.grantIntegrations(run);
      if (delivery === 'file') bucket.grantFiles(run);
      else grantSecrets(run, secretPrefix, erp);
      alarmOnCrash(run, erp);
      return run;
    });
  }
}

/** Read the credentials of every integration with this ERP and of no other. */
const grantSecrets = (run: Function, prefix: string, erp: string): void => {
  // Secrets Manager ends every ARN with a hyphen and six characters of its own.
  const secrets = Stack.of(run).formatArn({
    service: 'secretsmanager',
    resource: `secret:${prefix}/*/${erp}-??????`,
  });
  run.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secrets] }));
};

/** What an ERP answers is no error of the function, whatever it is: an error here is a fault of ours. */
const alarmOnCrash = (run: Function, erp: string): void => {
  run.metricErrors({ period: Duration.minutes(5) }).createAlarm(run, 'Crashes', {
    alarmDescription: `The export into ${erp} crashed or ran out of time. The request goes on by itself; look into the log for the cause.`,
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
};
