import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

interface FirewallProps {
  readonly webAclArn: string;
  readonly certificateArn: string;
  /** Under which callers reach the service. */
  readonly domainName: string;
  /** Where API Gateway answers for that name. */
  readonly origin: string;
}

/** What CloudFront keeps for ten seconds if not told otherwise, whatever an answer says of itself. */
const ERRORS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/**
 * CloudFront with a web ACL before the HTTP API, which takes none itself. It keeps no answers and writes no log: the path of an
 * approval page is the key to it. docs/decisions/0015-a-firewall-is-a-distribution.md.
 */
export class Firewall extends Construct {
  readonly distribution: Distribution;
  /** Below this path alone API Gateway answers. Only CloudFront knows it, so nobody walks around the web ACL. */
  readonly pathOfOrigin: string;

  constructor(scope: Construct, id: string, { webAclArn, certificateArn, domainName, origin }: FirewallProps) {
    super(scope, id);
    this.pathOfOrigin = new Secret(this, 'Path', {
      description: 'Path below which the HTTP API answers its distribution, and nobody else.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    }).secretValue.unsafeUnwrap();
    this.distribution = new Distribution(this, 'Distribution', {
      comment: domainName,
      domainNames: [domainName],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      webAclId: webAclArn,
      defaultBehavior: {
        origin: new HttpOrigin(origin, {
          originPath: `/${this.pathOfOrigin}`,
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
          // As long as the HTTP API waits for a function.
          readTimeout: Duration.seconds(30),
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // With the caller's Host, by which API Gateway knows the domain, also in the TLS handshake.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER,
      },
      errorResponses: ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
  }
}
