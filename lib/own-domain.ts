import { ApiMapping, DomainName, SecurityPolicy, type HttpApi, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, RecordTarget, type IAliasRecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties, CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { Firewall } from '#lib/firewall.ts';
import { addRecords, zoneFor } from '#lib/hosted-zone.ts';
import type { Stage } from '#lib/stage-settings.ts';

interface OwnDomainProps {
  readonly stage: Stage;
  readonly domain: NonNullable<Stage['domain']>;
  readonly api: HttpApi;
  readonly apiStage: HttpStage;
}

/** The HTTP API under a name of one's own, with TLS 1.2 or later; behind a firewall where the stage has one. */
export class OwnDomain extends Construct {
  constructor(scope: Construct, id: string, { stage, domain, api, apiStage }: OwnDomainProps) {
    super(scope, id);
    const zone = zoneFor(this, domain.name, stage);
    const name = new DomainName(this, 'Name', {
      domainName: domain.name,
      certificate: certificateOf(this, domain, zone),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    const firewall =
      stage.firewall === undefined
        ? undefined
        : new Firewall(this, 'Firewall', {
            ...stage.firewall,
            domainName: domain.name,
            origin: name.regionalDomainName,
          });
    new ApiMapping(this, 'Mapping', {
      api,
      stage: apiStage,
      domainName: name,
      ...(firewall && { apiMappingKey: firewall.pathOfOrigin }),
    });
    const target: Target = firewall
      ? { name: firewall.distribution.distributionDomainName, alias: new CloudFrontTarget(firewall.distribution) }
      : {
          name: name.regionalDomainName,
          alias: new ApiGatewayv2DomainProperties(name.regionalDomainName, name.regionalHostedZoneId),
        };
    this.#pointTo(target, domain.name, zone);
  }

  #pointTo(target: Target, recordName: string, zone: IHostedZone | undefined): void {
    if (zone === undefined) {
      addRecords(this, zone, { Address: { name: recordName, type: 'CNAME', value: target.name } });
    } else {
      // With a dot at its end a name is written in full.
      new ARecord(this, 'Address', {
        zone,
        recordName: `${recordName}.`,
        target: RecordTarget.fromAlias(target.alias),
      });
    }
  }
}

interface Target {
  readonly name: string;
  readonly alias: IAliasRecordTarget;
}

const certificateOf = (
  scope: Construct,
  { name, certificateArn }: OwnDomainProps['domain'],
  zone: IHostedZone | undefined,
): ICertificate =>
  certificateArn === undefined
    ? new Certificate(scope, 'Certificate', { domainName: name, validation: CertificateValidation.fromDns(zone) })
    : Certificate.fromCertificateArn(scope, 'Certificate', certificateArn);
