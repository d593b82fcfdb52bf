import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ApprovalWorkflow } from '#lib/approval-workflow.ts';
import { alarmOnMessage } from '#lib/log-alarm.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import type { MailQueue } from '#lib/mail-queue.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';

interface SweeperProps extends Deployment {
  readonly ledger: LedgerTable;
  readonly mailQueue: MailQueue;
  readonly workflow: ApprovalWorkflow;
}

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

    alarmOnMessage(this, 'OpenCases', sweep, {
      message: 'case_opened',
      metric: 'OpenCases',
      threshold: 1,
      periods: 1,
      description:
        'Nobody knows whether an ERP has a job that it was asked for 15 minutes ago. Those who sent and accepted know; the service goes on asking. Look into the ERP: docs/operations.md.',
    });
    alarmOnMessage(this, 'Failures', sweep, {
      message: 'sweep_failed',
      metric: 'SweepFailures',
      threshold: 1,
      periods: 3,
      description:
        'The sweeper has failed to go on with some project for a quarter of an hour. The log of sweep names it and the cause.',
    });

    // Nothing is repeated and nothing kept when a run fails: the next minute's run is the repetition.
    const minute = Duration.minutes(1);
    sweep.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: minute });
    new Schedule(this, 'EveryMinute', {
      description: 'Goes on with what a crash or a silence left behind.',
      schedule: ScheduleExpression.rate(minute),
      target: new LambdaInvoke(sweep, {
        input: ScheduleTargetInput.fromObject({ scope: 'due' }),
        retryAttempts: 0,
        maxEventAge: minute,
      }),
    });
  }
}
