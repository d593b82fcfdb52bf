import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { alarmOnCrashes } from '#lib/alarm.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import type { MailQueue } from '#lib/mail-queue.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';

export interface ApprovalTasksProps extends Deployment {
  readonly ledger: LedgerTable;
  readonly mailQueue: MailQueue;
}

/** The functions behind the states before and after the export. */
export class ApprovalTasks extends Construct {
  readonly requestApproval: Function;
  readonly settle: Function;

  constructor(scope: Construct, id: string, { stage, code, ledger, mailQueue }: ApprovalTasksProps) {
    super(scope, id);
    const shared = {
      stage,
      code,
      environment: { STAGE: stage.name, TABLE_NAME: ledger.tableName, MAIL_QUEUE_URL: mailQueue.url },
      // Half of the 60 s that the state machine waits for Settle: two calls to DynamoDB and one to SQS.
      timeoutSeconds: 30,
      // They wait for AWS, and nobody waits for them.
      memorySize: 256,
    };
    this.requestApproval = new ServiceFunction(this, 'RequestApproval', 'request-approval', shared);
    this.settle = new ServiceFunction(this, 'Settle', 'settle', shared);
    for (const each of [this.requestApproval, this.settle]) {
      ledger.grantTransitions(each);
      mailQueue.grantAdd(each);
    }
    alarmOnCrashes(this.requestApproval, 'The function that asks for approval');
    alarmOnCrashes(this.settle, 'The function that settles how a request goes on');
  }
}
