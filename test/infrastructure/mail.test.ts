import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { dev, devWith, ofType, only, readable } from './template.ts';

const hostedZone = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' };
const created = { kind: 'created', bounceDomain: 'bounces.example.com' };
const inZone = devWith({ mailIdentity: created, hostedZone });
const elsewhere = devWith({ mailIdentity: created });

const record = z.object({ Name: z.unknown(), Type: z.string(), ResourceRecords: z.array(z.unknown()) });
const recordsOf = (from: typeof inZone) =>
  ofType('AWS::Route53::RecordSet', from).map(({ Properties }) => record.parse(Properties));

/** Resources of every statement that allows to send mail. */
const sendingRights = (from: typeof inZone) => {
  const statement = z.object({ Action: z.unknown(), Resource: z.unknown() });
  const policy = z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) });
  return ofType('AWS::IAM::Policy', from)
    .flatMap(({ Properties }) => policy.parse(Properties).PolicyDocument.Statement)
    .filter(({ Action }) => Action === 'ses:SendEmail')
    .flatMap(({ Resource }) => [Resource].flat().map((each) => readable(each).replace(/^.*:/, '')));
};

describe("the sender's identity", () => {
  it('is left to people unless the stage says otherwise', () => {
    expect(ofType('AWS::SES::EmailIdentity', dev)).toEqual([]);
    expect(sendingRights(dev).toSorted()).toEqual([
      'configuration-set/MailsDeliverySet',
      'identity/erp-dev@example.com',
      'identity/example.com',
    ]);
  });

  it('is used with its configuration set, which SES asks for, too', () => {
    const from = devWith({ mailIdentity: { kind: 'existing', configurationSet: 'company-mails' } });
    expect(sendingRights(from)).toContain('configuration-set/company-mails');
  });

  it('is made for the domain of the sender, signed by DKIM', () => {
    const { id } = only('AWS::SES::ConfigurationSet', inZone);
    expect(only('AWS::SES::EmailIdentity', inZone).Properties).toEqual({
      EmailIdentity: 'example.com',
      ConfigurationSetAttributes: { ConfigurationSetName: { Ref: id } },
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      MailFromAttributes: { MailFromDomain: 'bounces.example.com' },
    });
    expect(sendingRights(inZone)).toContain(`configuration-set/${readable({ Ref: id })}`);
  });

  it('sends under TLS only, and nothing to whom mails bounced or who complained', () => {
    expect(only('AWS::SES::ConfigurationSet', inZone).Properties).toEqual({
      Name: 'send-to-erp-dev',
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
  });

  it('gets its records by itself in a hosted zone', () => {
    expect(recordsOf(inZone).map(({ Type }) => Type)).toEqual(['CNAME', 'CNAME', 'CNAME', 'MX', 'TXT']);
    const [mx, spf] = recordsOf(inZone).slice(3);
    expect(mx).toMatchObject({ Name: 'bounces.example.com' });
    expect(readable(mx?.ResourceRecords[0])).toBe('10 feedback-smtp.Region.amazonses.com');
    expect(spf?.ResourceRecords).toEqual(['"v=spf1 include:amazonses.com ~all"']);
  });

  it('puts its records out where its DNS is kept elsewhere', () => {
    expect(recordsOf(elsewhere)).toEqual([]);
    const added = Object.keys(elsewhere.Outputs).filter((name) => !(name in dev.Outputs));
    expect(added.sort()).toEqual(['BounceMxRecord', 'BounceSpfRecord', 'Dkim1Record', 'Dkim2Record', 'Dkim3Record']);
  });

  it('raises an alarm long before SES stops the account: at the first mail that comes back or is reported as spam', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm', inZone).filter(
      ({ Properties }) => Properties['Namespace'] === 'AWS/SES',
    );
    expect(alarms.map(({ Properties }) => [Properties['MetricName'], Properties['Threshold']])).toEqual([
      ['Bounce', 1],
      ['Complaint', 1],
    ]);
  });
});
