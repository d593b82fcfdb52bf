import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { alarmOn } from '#lib/alarm.ts';
import type { EventBus } from '#lib/event-bus.ts';
import { deliverTo, fifoQueues } from '#lib/fifo-queues.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import type { LinkKeys } from '#lib/link-keys.ts';
import { MailDelivery } from '#lib/mail-delivery.ts';
import { MailIdentity } from '#lib/mail-identity.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';

interface MailQueueProps extends Deployment {
  readonly ledger: LedgerTable;
  readonly linkKeys: LinkKeys;
  /** What the links in mails begin with. */
  readonly publicUrl: string;
  /** Only where the stage has events: who mails about a project also publishes them. */
  readonly eventBus: EventBus | undefined;
}

/** One mail per approver, one after the other; a mail service that is slow takes a second for each. */
const TIMEOUT_SECONDS = 60;

/** Half an hour of a mail service that is down; afterwards the sweeper asks again, with growing pauses. */
const MOST_RECEIVES = 5;

/** Who is owed mail, in a queue with one group per project: the one function that sends mail takes from it. */
export class MailQueue extends Construct {
  readonly url: string;
  /** Of the queue of what nobody gets any more: mails that failed too often, and messages that cannot be read. */
  readonly setAsideUrl: string;
  /** How many mail tasks nobody has taken yet. */
  readonly waitingCount: Metric;
  /** How many messages are set aside. */
  readonly setAsideCount: Metric;
  /** What became of the mails. */
  readonly delivery: MailDelivery;
  readonly #queue: Queue;
  readonly #setAside: Queue;

  constructor(scope: Construct, id: string, props: MailQueueProps) {
    super(scope, id);
    const { queue, setAside } = fifoQueues(this, { timeoutSeconds: TIMEOUT_SECONDS, mostReceives: MOST_RECEIVES });
    this.#setAside = setAside;
    this.#queue = queue;
    this.url = this.#queue.queueUrl;
    this.setAsideUrl = this.#setAside.queueUrl;
    this.delivery = new MailDelivery(this, 'Delivery', props.stage);
    this.#addSender(props);
    this.setAsideCount = this.#setAside.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) });
    this.waitingCount = this.#queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) });
    alarmOn(this, 'Undelivered', this.setAsideCount, {
      says: 'Mails could not be sent, or a message could not be read. The sweeper mails again by itself.',
      runbook: 'messages-are-set-aside',
      threshold: 1,
      periods: 1,
    });
  }

  /** Add tasks. */
  grantAdd(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.#queue.queueArn] });
  }

  #addSender({ stage, code, ledger, linkKeys, publicUrl, eventBus }: MailQueueProps): void {
    const sendMails = new ServiceFunction(this, 'SendMails', 'send-mails', {
      stage,
      code,
      environment: {
        STAGE: stage.name,
        TABLE_NAME: ledger.tableName,
        LINK_KEYS_SECRET: linkKeys.secretArn,
        PUBLIC_URL: publicUrl,
        MAIL_FROM: stage.mailFrom,
        CONFIGURATION_SET: this.delivery.configurationSet,
        SET_ASIDE_URL: this.setAsideUrl,
        EVENT_BUS: eventBus?.busName,
      },
      timeoutSeconds: TIMEOUT_SECONDS,
      // A difference of two projects with 4,000 cost codes each is worked out for the mail.
      memorySize: 512,
    });
    ledger.grantTransitions(sendMails);
    ledger.grantIntegrations(sendMails);
    ledger.grantListing(sendMails);
    linkKeys.grantRead(sendMails);
    new MailIdentity(this, 'Identity', stage, this.delivery.set).grantSend(sendMails);
    eventBus?.publishFrom(sendMails);
    // One task may mean several mails: more would not be done within the timeout.
    deliverTo(this, sendMails, { queue: this.#queue, setAside: this.#setAside }, 5);
  }
}
