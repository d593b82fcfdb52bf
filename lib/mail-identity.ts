import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SenderDomain } from '#lib/sender-domain.ts';
import { domainOf } from '#lib/stage-mail.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** As whom SES knows the sender of the stage. */
export class MailIdentity extends Construct {
  readonly #from: string;
  readonly #configurationSets: readonly string[];

  constructor(scope: Construct, id: string, stage: Stage, set: ConfigurationSet) {
    super(scope, id);
    this.#from = stage.mailFrom;
    const { mailIdentity } = stage;
    if (mailIdentity.kind === 'created') new SenderDomain(this, 'Domain', stage, set, mailIdentity.bounceDomain);
    const named = mailIdentity.kind === 'existing' ? mailIdentity.configurationSet : undefined;
    this.#configurationSets = [set.configurationSetName, ...(named === undefined ? [] : [named])];
  }

  /** Send mail, as the stage's sender only. SES asks for the right to the configuration sets as well: that of the mails, and the identity's own. */
  grantSend(sender: Function): void {
    const stack = Stack.of(this);
    // SES may know the address itself, or its domain.
    const identities = [this.#from, domainOf(this.#from)];
    const arns = identities.map((resourceName) =>
      stack.formatArn({ service: 'ses', resource: 'identity', resourceName }),
    );
    const sets = this.#configurationSets.map((resourceName) =>
      stack.formatArn({ service: 'ses', resource: 'configuration-set', resourceName }),
    );
    sender.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [...arns, ...sets],
        conditions: { StringEquals: { 'ses:FromAddress': this.#from } },
      }),
    );
  }
}
