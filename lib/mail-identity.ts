import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SenderDomain } from '#lib/sender-domain.ts';
import { domainOf } from '#lib/stage-mail.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** As whom SES knows the sender of the stage. */
export class MailIdentity extends Construct {
  readonly #from: string;
  readonly #configurationSet: string | undefined;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#from = stage.mailFrom;
    this.#configurationSet =
      stage.mailIdentity.kind === 'existing'
        ? stage.mailIdentity.configurationSet
        : new SenderDomain(this, 'Domain', stage, stage.mailIdentity.bounceDomain).configurationSet;
  }

  /** Send mail, as the stage's sender only. SES asks for the right to the identity's configuration set, too. */
  grantSend(sender: Function): void {
    const stack = Stack.of(this);
    // SES may know the address itself, or its domain.
    const identities = [this.#from, domainOf(this.#from)];
    const arns = identities.map((resourceName) =>
      stack.formatArn({ service: 'ses', resource: 'identity', resourceName }),
    );
    const set = this.#configurationSet;
    if (set !== undefined) {
      arns.push(stack.formatArn({ service: 'ses', resource: 'configuration-set', resourceName: set }));
    }
    sender.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: arns,
        conditions: { StringEquals: { 'ses:FromAddress': this.#from } },
      }),
    );
  }
}
