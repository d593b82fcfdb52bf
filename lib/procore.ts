import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Grant, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DETAIL_TYPES, EVENT_SOURCE } from '#domain/event-detail.ts';
import { procoreRoutes } from '#handlers/routes.ts';
import { alarmOn } from '#lib/alarm.ts';
import type { ApprovalWorkflow } from '#lib/approval-workflow.ts';
import { grantProcoreSecrets, secretPrefixOf } from '#lib/erp-secrets.ts';
import type { EventBus } from '#lib/event-bus.ts';
import { deliverTo, fifoQueues, type FifoQueues } from '#lib/fifo-queues.ts';
import type { PublicHttpApi } from '#lib/http-api.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';
import type { Stage } from '#lib/stage-settings.ts';

interface ProcoreProps extends Deployment {
  readonly settings: NonNullable<Stage['procore']>;
  readonly http: PublicHttpApi;
  readonly ledger: LedgerTable;
  readonly workflow: ApprovalWorkflow;
  readonly eventBus: EventBus;
}

/** Procore waits for 5 seconds and repeats for 12 hours. */
const WEBHOOK_SECONDS = 5;

/** A few calls of at most 15 seconds each. */
const TAKER_SECONDS = 120;

/** Twelve hours of a Procore that is down: as long as Procore itself repeats. */
const MOST_RECEIVES = 60;

/** What Procore's users wait for: the endings of a request. */
const ENDINGS = [
  DETAIL_TYPES.confirm_export,
  DETAIL_TYPES.link,
  DETAIL_TYPES.fail_export,
  DETAIL_TYPES.reject,
  DETAIL_TYPES.expire,
  DETAIL_TYPES.retrieve,
];

/** Takes Procore's webhooks, sends what was sent there, and writes back how it ended: docs/procore.md. */
export class Procore extends Construct {
  constructor(scope: Construct, id: string, props: ProcoreProps) {
    super(scope, id);
    const notices = this.#queues('Notices');
    // EventBridge gives what it puts there no id.
    const endings = this.#queues('Endings', { knowsByContent: true });
    this.#addWebhook(props, notices.queue);
    this.#addTaker(props, notices);
    this.#addWriteBack(props, endings);
  }

  #queues(id: string, more: { readonly knowsByContent?: true } = {}): FifoQueues {
    const limits = { timeoutSeconds: TAKER_SECONDS, mostReceives: MOST_RECEIVES };
    const queues = fifoQueues(new Construct(this, id), { ...limits, ...more });
    alarmOn(
      queues.queue,
      'GivenUp',
      queues.setAside.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES }),
      {
        says: 'Procore was not reached, or refused, for twelve hours: something that was sent there is not sent here, or Procore does not know how it ended.',
        runbook: 'procore-is-not-told',
        threshold: 1,
        periods: 1,
      },
    );
    return queues;
  }

  #addWebhook({ stage, code, settings, http }: ProcoreProps, notices: Queue): void {
    const webhook = new ServiceFunction(this, 'Webhook', 'procore-webhook', {
      stage,
      code,
      environment: {
        STAGE: stage.name,
        SECRET_PREFIX: secretPrefixOf(stage),
        COMPANIES: settings.companies.join(','),
        NOTICE_QUEUE_URL: notices.queueUrl,
      },
      timeoutSeconds: WEBHOOK_SECONDS,
      // Procore counts the start of a function as well.
      memorySize: 1024,
    });
    http.addOpenRoutes(procoreRoutes, webhook);
    grantProcoreSecrets(webhook, secretPrefixOf(stage), settings.companies);
    Grant.addToPrincipal({ grantee: webhook, actions: ['sqs:SendMessage'], resourceArns: [notices.queueArn] });
  }

  #addTaker({ stage, code, settings, ledger, workflow }: ProcoreProps, queues: FifoQueues): void {
    const taker = new ServiceFunction(this, 'Take', 'procore-notices', {
      stage,
      code,
      environment: {
        STAGE: stage.name,
        TABLE_NAME: ledger.tableName,
        STATE_MACHINE_ARN: workflow.aliasArn,
        ...siteOf(stage, settings),
        SET_ASIDE_URL: queues.setAside.queueUrl,
      },
      timeoutSeconds: TAKER_SECONDS,
      memorySize: 512,
    });
    ledger.grantTransitions(taker);
    ledger.grantSending(taker);
    ledger.grantIntegrations(taker);
    workflow.grantStart(taker);
    grantProcoreSecrets(taker, secretPrefixOf(stage), settings.companies);
    deliverTo(taker, taker, queues, 1);
  }

  #addWriteBack({ stage, code, settings, ledger, eventBus }: ProcoreProps, queues: FifoQueues): void {
    const writeBack = new ServiceFunction(this, 'WriteBack', 'procore-write-back', {
      stage,
      code,
      environment: {
        STAGE: stage.name,
        TABLE_NAME: ledger.tableName,
        ...siteOf(stage, settings),
        SET_ASIDE_URL: queues.setAside.queueUrl,
      },
      timeoutSeconds: TAKER_SECONDS,
      memorySize: 512,
    });
    ledger.grantReading(writeBack);
    grantProcoreSecrets(writeBack, secretPrefixOf(stage), settings.companies);
    deliverTo(writeBack, writeBack, queues, 1);
    subscribe(this, stage, settings, eventBus, queues.queue);
  }
}

const FIVE_MINUTES = Duration.minutes(5);

const siteOf = (stage: Stage, { apiUrl, loginUrl }: NonNullable<Stage['procore']>) => ({
  SECRET_PREFIX: secretPrefixOf(stage),
  PROCORE_API_URL: apiUrl,
  PROCORE_LOGIN_URL: loginUrl,
});

/** Puts the endings of these companies' requests into a queue, in a group for each: a company that Procore refuses holds up no other. */
const subscribe = (
  scope: Construct,
  { name }: Stage,
  { companies }: NonNullable<Stage['procore']>,
  { busName }: EventBus,
  queue: Queue,
): void => {
  const rules = companies.map(
    (company) =>
      new CfnRule(scope, `Ended${company}`, {
        description: `Tells Procore how requests of company ${company} ended.`,
        eventBusName: busName,
        eventPattern: {
          source: [EVENT_SOURCE],
          'detail-type': ENDINGS,
          detail: { stage: [name], company_id: [company] },
        },
        targets: [{ id: 'endings', arn: queue.queueArn, sqsParameters: { messageGroupId: `endings-${company}` } }],
      }),
  );
  queue.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sqs:SendMessage'],
      principals: [new ServicePrincipal('events.amazonaws.com')],
      resources: [queue.queueArn],
      conditions: {
        ArnEquals: { 'aws:SourceArn': rules.map(({ attrArn }) => attrArn) },
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
      },
    }),
  );
};
