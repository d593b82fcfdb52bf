import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { devWith, functions, ofType, only } from './template.ts';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
const name = 'erp.example.com';
const hostedZone = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' };
const firewall = {
  webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/guard/12345678-1234-1234-1234-123456789012',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
};

const behindProvider = devWith({ domain: { name, certificateArn: CERTIFICATE } });
const inZone = devWith({ domain: { name }, hostedZone });
const guarded = devWith({ domain: { name }, hostedZone, firewall });

const domainOf = (from: typeof inZone) => only('AWS::ApiGatewayV2::DomainName', from);
const addressOf = (from: typeof inZone) => only('AWS::Route53::RecordSet', from).Properties;

describe('a domain of its own', () => {
  it.each([
    ['whose DNS is kept elsewhere', behindProvider],
    ['in a hosted zone', inZone],
    ['behind a firewall', guarded],
  ])('%s is the only door, under TLS 1.2 or later', (_, from) => {
    expect(only('AWS::ApiGatewayV2::Api', from).Properties['DisableExecuteApiEndpoint']).toBe(true);
    expect(domainOf(from).Properties).toMatchObject({
      DomainName: name,
      DomainNameConfigurations: [{ EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
    });
    expect(only('AWS::ApiGatewayV2::ApiMapping', from).Properties).toMatchObject({
      ApiId: { Ref: only('AWS::ApiGatewayV2::Api', from).id },
      DomainName: { Ref: domainOf(from).id },
      Stage: '$default',
    });
  });

  it('is where links lead and what the stack calls its address', () => {
    const addresses = functions(inZone).flatMap(({ variables }) => variables['PUBLIC_URL'] ?? []);
    expect(addresses).toEqual([`https://${name}`, `https://${name}`]);
    expect(inZone.Outputs['ApiUrl']?.Value).toBe(`https://${name}`);
  });

  it('takes a certificate that exists, and says which record to write', () => {
    expect(domainOf(behindProvider).Properties).toMatchObject({
      DomainNameConfigurations: [{ CertificateArn: CERTIFICATE }],
    });
    expect(ofType('AWS::CertificateManager::Certificate', behindProvider)).toEqual([]);
    expect(ofType('AWS::Route53::RecordSet', behindProvider)).toEqual([]);
    expect(behindProvider.Outputs['AddressRecord']?.Value).toEqual({
      'Fn::Join': ['', [`${name} CNAME `, { 'Fn::GetAtt': [domainOf(behindProvider).id, 'RegionalDomainName'] }]],
    });
  });

  it('gets certificate and record by itself in a hosted zone', () => {
    expect(only('AWS::CertificateManager::Certificate', inZone).Properties).toMatchObject({
      DomainName: name,
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: name, HostedZoneId: hostedZone.id }],
    });
    expect(addressOf(inZone)).toMatchObject({
      Name: `${name}.`,
      Type: 'A',
      HostedZoneId: hostedZone.id,
      AliasTarget: { DNSName: { 'Fn::GetAtt': [domainOf(inZone).id, 'RegionalDomainName'] } },
    });
    expect(inZone.Outputs).not.toHaveProperty('AddressRecord');
  });
});

describe('a firewall', () => {
  const { DistributionConfig: config } = z
    .object({ DistributionConfig: z.looseObject({ Origins: z.array(z.looseObject({ OriginPath: z.unknown() })) }) })
    .parse(only('AWS::CloudFront::Distribution', guarded).Properties);

  it('stands before the domain with the web ACL of the stage', () => {
    expect(config).toMatchObject({
      Aliases: [name],
      WebACLId: firewall.webAclArn,
      ViewerCertificate: { AcmCertificateArn: firewall.certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
      Origins: [
        {
          DomainName: { 'Fn::GetAtt': [domainOf(guarded).id, 'RegionalDomainName'] },
          CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
        },
      ],
    });
    const distribution = only('AWS::CloudFront::Distribution', guarded).id;
    expect(addressOf(guarded)).toMatchObject({
      AliasTarget: { DNSName: { 'Fn::GetAtt': [distribution, 'DomainName'] } },
    });
  });

  it('cannot be walked around: the API answers only below a path that is a secret of the distribution', () => {
    const secret = ofType('AWS::SecretsManager::Secret', guarded).find(({ id }) => id.includes('Firewall'));
    expect(secret?.Properties['GenerateSecretString']).toEqual({ PasswordLength: 64, ExcludePunctuation: true });
    const path = `{{resolve:secretsmanager:${secret?.id}:SecretString:::}}`;
    const { ApiMappingKey: key } = only('AWS::ApiGatewayV2::ApiMapping', guarded).Properties;
    expect(resolved(key)).toBe(path);
    expect(resolved(config.Origins[0]?.OriginPath)).toBe(`/${path}`);
  });

  it('keeps no answer, no error and no log, and passes on everything that callers send', () => {
    expect(config).toMatchObject({
      DefaultCacheBehavior: {
        // CachingDisabled and AllViewer: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
        ViewerProtocolPolicy: 'https-only',
      },
    });
    const errors = z.array(z.object({ ErrorCode: z.number(), ErrorCachingMinTTL: z.literal(0) }));
    const codes = errors.parse(config['CustomErrorResponses']).map(({ ErrorCode }) => ErrorCode);
    expect(codes).toEqual([400, 403, 404, 405, 414, 500, 501, 502, 503, 504]);
    expect(config).not.toHaveProperty('Logging');
  });
});

/** A joined value with logical ids in the place of references. */
const resolved = (value: unknown): string => {
  const parts = z.object({
    'Fn::Join': z.tuple([z.literal(''), z.array(z.union([z.string(), z.object({ Ref: z.string() })]))]),
  });
  return parts
    .parse(value)
    ['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : part.Ref))
    .join('');
};
