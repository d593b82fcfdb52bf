import { EventBus as Bus } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { alarmOn } from '#lib/alarm.ts';
import type { ServiceFunction } from '#lib/service-function.ts';
import { serviceMetric } from '#lib/service-metrics.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** Where programs hear of transitions: a bus of the stack's own, or one that others keep. Who may subscribe is the bus's owner's to say. */
export class EventBus extends Construct {
  readonly busName: string;
  readonly #arn: string;
  readonly #stage: Pick<Stage, 'name'>;

  constructor(scope: Construct, id: string, name: string, { bus }: NonNullable<Stage['events']>) {
    super(scope, id);
    this.#stage = { name };
    if (bus === undefined) {
      const own = new Bus(this, 'Bus', {
        eventBusName: `send-to-erp-${name}`,
        description: 'Every transition of a request of Send to ERP: docs/events.md.',
      });
      this.busName = own.eventBusName;
      this.#arn = own.eventBusArn;
    } else {
      this.busName = bus;
      this.#arn = Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: bus });
    }
    // Consumers' stacks take the name from here.
    new CfnOutput(Stack.of(this), 'EventBusName', { value: this.busName });
  }

  /** Lets a function publish, and raises an alarm when it could not for a quarter of an hour. */
  publishFrom(publisher: ServiceFunction<'send-mails'>): void {
    Grant.addToPrincipal({ grantee: publisher, actions: ['events:PutEvents'], resourceArns: [this.#arn] });
    alarmOn(this, 'Overdue', serviceMetric(this.#stage, 'events_overdue', 'Sum'), {
      says: 'Programs have not been told of a transition for a quarter of an hour: the event bus takes no events. They stay owed, and the sweeper has them published again.',
      runbook: 'programs-are-not-told',
      threshold: 1,
      periods: 1,
    });
  }
}
