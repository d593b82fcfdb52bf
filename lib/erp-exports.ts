import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { alarmOn, alarmOnCrashes } from '#lib/alarm.ts';
import { connectors } from '#lib/connectors.ts';
import { grantErpSecrets, grantErpTokens, secretPrefixOf } from '#lib/erp-secrets.ts';
import { ExportBucket } from '#lib/export-bucket.ts';
import type { ErpNetwork } from '#lib/erp-network.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import type { MailQueue } from '#lib/mail-queue.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';
import { serviceMetric } from '#lib/service-metrics.ts';

interface ErpExportsProps extends Deployment {
  readonly ledger: LedgerTable;
  readonly mailQueue: MailQueue;
  readonly network: ErpNetwork | undefined;
}

/** One export function per registered ERP, each with its own permissions, limit, logs and alarm. */
export class ErpExports extends Construct {
  /** The functions are called this and the ERP's id: the state machine finds them by it. */
  readonly functionPrefix: string;
  /** In the order of `erps`. */
  readonly functions: readonly Function[];
  readonly bucketName: string;
  /** Ids of the ERPs that have one. */
  readonly erps: readonly string[];

  constructor(scope: Construct, id: string, props: ErpExportsProps) {
    super(scope, id);
    const { stage, code, ledger, mailQueue, network } = props;
    const bucket = new ExportBucket(this, 'Files', stage);
    const secretPrefix = secretPrefixOf(stage);
    this.functionPrefix = `send-to-erp-${stage.name}-export-`;
    this.bucketName = bucket.bucketName;
    this.erps = connectors.map(({ id: erp }) => erp);
    this.functions = connectors.map(({ id: erp, delivery, rotates_tokens: rotatesTokens }) => {
      const reaches = delivery === 'file' ? { EXPORT_BUCKET: bucket.bucketName } : { SECRET_PREFIX: secretPrefix };
      const run = new ServiceFunction(this, erp, 'export', {
        stage,
        code,
        functionName: `${this.functionPrefix}${erp}`,
        environment: {
          STAGE: stage.name,
          TABLE_NAME: ledger.tableName,
          MAIL_QUEUE_URL: mailQueue.url,
          ERP: erp,
          ...reaches,
        },
        // Ends before the lease of 130 s that keeps a second attempt away (functions/use-cases/export-project.ts).
        timeoutSeconds: 120,
        // It waits for the ERP most of the time; below this 4,000 cost codes take their time to render.
        memorySize: 512,
        callsAtOnce: stage.exportsAtOnce,
      });
      ledger.grantTransitions(run);
      ledger.grantIntegrations(run);
      mailQueue.grantAdd(run);
      if (delivery === 'file') bucket.grantFiles(run);
      else grantErpSecrets(run, secretPrefix, erp);
      if (delivery === 'call') network?.join(run);
      if (rotatesTokens) grantErpTokens(run, secretPrefix, erp);
      alarmOnCrashes(run, `The export into ${erp}`);
      return run;
    });
    alarmOn(this, 'SignInRefused', serviceMetric(stage, 'erp_sign_ins_refused', 'Sum'), {
      says: 'An ERP does not accept the credentials of an integration: its exports wait until somebody replaces them.',
      runbook: 'an-erp-refuses-to-be-signed-in-to',
      threshold: 1,
      periods: 1,
    });
  }
}
