import {
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  Identity,
  type ConfigurationSet,
} from 'aws-cdk-lib/aws-ses';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { addRecords, zoneFor, type DnsRecord } from '#lib/hosted-zone.ts';
import { domainOf } from '#lib/stage-mail.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** The sender's domain as an identity of SES, signed by DKIM. Mails that name no configuration set go by the stage's. */
export class SenderDomain extends Construct {
  constructor(
    scope: Construct,
    id: string,
    stage: Stage,
    configurationSet: ConfigurationSet,
    bounceDomain: string | undefined,
  ) {
    super(scope, id);
    const domain = domainOf(stage.mailFrom);
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
