import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

interface FunctionScheduleProps {
  readonly description: string;
  readonly every: Duration;
  readonly function: Function;
  /** What the function is called with. */
  readonly input: object;
}

/** EventBridge Scheduler on behalf of this account's schedules: others must not have it call our functions. */
const ownSchedules = (stack: Stack): ServicePrincipal =>
  new ServicePrincipal('scheduler.amazonaws.com', {
    conditions: {
      StringEquals: {
        'aws:SourceAccount': stack.account,
        'aws:SourceArn': stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' }),
      },
    },
  });

/** Calls a function again and again, in a role of its own. A call that fails is not repeated: the next is its repetition. */
export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, { description, every, function: called, input }: FunctionScheduleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: ownSchedules(Stack.of(this)) });
    const resourceArns = [called.functionArn];
    Grant.addToPrincipal({ grantee: role, actions: ['lambda:InvokeFunction'], resourceArns });
    called.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: every });
    new Schedule(this, 'Schedule', {
      description,
      schedule: ScheduleExpression.rate(every),
      target: new LambdaInvoke(called, {
        input: ScheduleTargetInput.fromObject(input),
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
        // CDK would let it call every version of the function as well.
        role: role.withoutPolicyUpdates(),
      }),
    });
  }
}
