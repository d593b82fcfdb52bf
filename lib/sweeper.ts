import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ApprovalWorkflow } from '#lib/approval-workflow.ts';
import { alarmOn } from '#lib/alarm.ts';
import { FunctionSchedule } from '#lib/function-schedule.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import type { MailQueue } from '#lib/mail-queue.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';
import { serviceMetric } from '#lib/service-metrics.ts';

interface SweeperProps extends Deployment {
  readonly ledger: LedgerTable;
  readonly mailQueue: MailQueue;
  readonly workflow: ApprovalWorkflow;
}

/** Ten sweeps that did not do it: more than a moment in which the table or a mail service is slow. */
const LATE_SECONDS = 600;

/** Looks every minute for projects that somebody must look at again. */
export class Sweeper extends Construct {
  constructor(scope: Construct, id: string, { stage, code, ledger, mailQueue, workflow }: SweeperProps) {
    super(scope, id);
    const sweep = new ServiceFunction(this, 'Sweep', 'sweep', {
      stage,
      code,
      environment: {
        STAGE: stage.name,
        TABLE_NAME: ledger.tableName,
        STATE_MACHINE_ARN: workflow.aliasArn,
        MAIL_QUEUE_URL: mailQueue.url,
      },
      // It stops in time by itself, and the next one goes on: what is due stays due until it is done.
      timeoutSeconds: 60,
      // A few calls to AWS per project, for some projects at once: it waits.
      memorySize: 256,
    });
    ledger.grantTransitions(sweep);
    ledger.grantSweeping(sweep);
    ledger.grantIntegrations(sweep);
    mailQueue.grantAdd(sweep);
    workflow.grantStart(sweep);
    workflow.grantWake(sweep);

    alarmOn(this, 'OpenCases', serviceMetric(stage, 'cases_opened', 'Sum'), {
      says: 'Nobody knows whether an ERP has a job that it was asked for 15 minutes ago. Those who sent and accepted know; the service goes on asking.',
      runbook: 'nobody-knows-whether-a-job-exists',
      threshold: 1,
      periods: 1,
    });
    alarmOn(this, 'Overdue', serviceMetric(stage, 'overdue_seconds', 'Maximum'), {
      says: 'What was due ten minutes ago or more has not been done, for a quarter of an hour: the sweeper does not run, does not get through, or fails at some project.',
      runbook: 'due-work-is-late',
      threshold: LATE_SECONDS,
      periods: 3,
      silenceIsTrouble: true,
    });

    new FunctionSchedule(this, 'EveryMinute', {
      description: 'Goes on with what a crash or a silence left behind.',
      every: Duration.minutes(1),
      function: sweep,
      input: { scope: 'due' },
    });
  }
}
