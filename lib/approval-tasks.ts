import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { LedgerTable } from '#lib/ledger-table.ts';
import type { LinkKeys } from '#lib/link-keys.ts';
import { grantMailAs } from '#lib/mail.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';

export interface ApprovalTasksProps extends Deployment {
  readonly ledger: LedgerTable;
  readonly linkKeys: LinkKeys;
  /** What the links in mails begin with. */
  readonly publicUrl: string;
}

/** The functions behind the states before and after the export. */
export class ApprovalTasks extends Construct {
  readonly requestApproval: Function;
  readonly settle: Function;

  constructor(scope: Construct, id: string, { stage, code, ledger, linkKeys, publicUrl }: ApprovalTasksProps) {
    super(scope, id);
    this.requestApproval = new ServiceFunction(this, 'RequestApproval', 'request-approval', {
      stage,
      code,
      environment: {
        STAGE: stage.name,
        TABLE_NAME: ledger.tableName,
        LINK_KEYS_SECRET: linkKeys.secretArn,
        PUBLIC_URL: publicUrl,
        MAIL_FROM: stage.mailFrom,
      },
      // One mail per approver, one after the other. A repeat goes on with those who have none yet.
      timeoutSeconds: 60,
      // A difference of two projects with 4,000 cost codes each is worked out for the mail.
      memorySize: 512,
    });
    ledger.grantTransitions(this.requestApproval);
    ledger.grantIntegrations(this.requestApproval);
    linkKeys.grantRead(this.requestApproval);
    grantMailAs(stage.mailFrom, this.requestApproval);

    this.settle = new ServiceFunction(this, 'Settle', 'settle', {
      stage,
      code,
      environment: { STAGE: stage.name, TABLE_NAME: ledger.tableName },
      // Half of the 60 s that the state machine waits for it: two calls to DynamoDB.
      timeoutSeconds: 30,
      // It waits for DynamoDB, and nobody waits for it.
      memorySize: 256,
    });
    ledger.grantTransitions(this.settle);
  }
}
