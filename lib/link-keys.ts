import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { alarmOn } from '#lib/alarm.ts';
import { serviceMetric } from '#lib/service-metrics.ts';
import { removalPolicyOf, type Stage } from '#lib/stage-settings.ts';

/**
 * The keys that sign links, in the form of `keyRing` in functions/domain/links.ts. The first key is drawn when the
 * stack is made; later ones by `npm run ops -- keys rotate`. Changing the generator here would draw
 * anew and kill every link that was ever mailed.
 */
export class LinkKeys extends Construct {
  readonly secretArn: string;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: 'Keys that sign approval links: {"current": "k1", "k1": "..."}',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ current: 'k1' }),
        generateStringKey: 'k1',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: removalPolicyOf(stage),
    });
    this.secretArn = secret.secretArn;
    alarmOn(this, 'Unusable', serviceMetric(stage, 'link_keys_unusable', 'Sum'), {
      says: 'The keys that sign links cannot be read: no link can be opened, and no mail with a link is sent.',
      runbook: 'link-keys-cannot-be-used',
      threshold: 1,
      periods: 1,
    });
  }

  /** Read the keys. */
  grantRead(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [this.secretArn] });
  }
}
