import { Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { addRecords, zoneFor, type DnsRecord } from '#lib/hosted-zone.ts';
import { domainOf } from '#lib/stage-mail.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** The sender's domain as an identity of SES, signed by DKIM. A mail holds a key, so it only travels under TLS. */
export class SenderDomain extends Construct {
  readonly configurationSet: string;

  constructor(scope: Construct, id: string, stage: Stage, bounceDomain: string | undefined) {
    super(scope, id);
    const domain = domainOf(stage.mailFrom);
    const configurationSet = new ConfigurationSet(this, 'Mails', {
      // Known beforehand: other stages with this domain must name it.
      configurationSetName: `send-to-erp-${stage.name}`,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    const { dkimRecords } = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(domain),
      configurationSet,
      dkimIdentity: DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT),
      ...(bounceDomain !== undefined && { mailFromDomain: bounceDomain }),
    });
    const signing = dkimRecords.map(({ name, value }, index): [string, DnsRecord] => [
      `Dkim${index + 1}`,
      { name, type: 'CNAME', value },
    ]);
    const zone = zoneFor(this, domain, stage);
    addRecords(this, zone, { ...Object.fromEntries(signing), ...bouncing(bounceDomain, Stack.of(this).region) });
    this.configurationSet = configurationSet.configurationSetName;
    alarmOnReputation(this, this.configurationSet);
  }
}

/** https://docs.aws.amazon.com/ses/latest/dg/mail-from.html */
const bouncing = (name: string | undefined, region: string): Record<string, DnsRecord> =>
  name === undefined
    ? {}
    : {
        BounceMx: { name, type: 'MX', value: `10 feedback-smtp.${region}.amazonses.com` },
        BounceSpf: { name, type: 'TXT', value: '"v=spf1 include:amazonses.com ~all"' },
      };

/** From these shares on SES reviews an account: https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html. */
const REVIEWED_FROM = { BounceRate: 0.05, ComplaintRate: 0.001 };

const alarmOnReputation = (scope: Construct, configurationSet: string): void => {
  for (const [rate, threshold] of Object.entries(REVIEWED_FROM)) {
    new Metric({
      namespace: 'AWS/SES',
      metricName: `Reputation.${rate}`,
      dimensionsMap: { 'ses:configuration-set': configurationSet },
      statistic: 'Average',
      period: Duration.hours(1),
    }).createAlarm(scope, rate, {
      alarmDescription: `${rate === 'BounceRate' ? 'Mails bounce' : 'Recipients complain of mails'} so often that SES may stop the account from sending. Look for wrong addresses among the approvers: docs/deploy.md.`,
      threshold,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
};
