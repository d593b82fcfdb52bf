import * as z from 'zod';

export const domainName = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'must be a domain name in lower-case letters');

/** Id and name of a public hosted zone of Route 53 in the stack's account. */
export const hostedZone = z.strictObject({
  id: z.string().regex(/^Z[A-Z0-9]{1,31}$/, 'must be the id of a hosted zone'),
  name: domainName,
});

const CERTIFICATE = 'must be the ARN of a certificate in AWS Certificate Manager';

/** The service's own name. Without a certificate one is made, which only a hosted zone can prove to be ours. */
export const domain = z.strictObject({
  name: domainName,
  /** In the stack's region. */
  certificateArn: z
    .string()
    .regex(/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/, CERTIFICATE)
    .optional(),
});

/** Both stand in us-east-1, whatever the stack's region: CloudFront takes them from nowhere else. */
export const firewall = z.strictObject({
  webAclArn: z
    .string()
    .regex(
      /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/,
      'must be the ARN of a web ACL of AWS WAF with the scope CLOUDFRONT',
    ),
  certificateArn: z
    .string()
    .regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/, `${CERTIFICATE} in us-east-1, for domain.name`),
});

/** True when a name can have records in a zone. */
export const lies = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);
