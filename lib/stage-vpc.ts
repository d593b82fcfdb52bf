import * as z from 'zod';

const idOf = (prefix: string, what: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `must be the id of ${what}`);

const existing = z.strictObject({
  kind: z.literal('existing'),
  /** Private subnets with a way out to AWS and to the ERPs. */
  subnetIds: z.array(idOf('subnet', 'a subnet')).min(1),
  securityGroupIds: z.array(idOf('sg', 'a security group')).min(1),
});

const created = z.strictObject({ kind: z.literal('created') });

/** From where ERPs are called: subnets that exist, or a small network with one fixed address, made by the stack. */
export const vpc = z.discriminatedUnion('kind', [existing, created]);
