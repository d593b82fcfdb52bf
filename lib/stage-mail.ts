import * as z from 'zod';
import { domainName } from '#lib/stage-address.ts';

const existing = z.strictObject({
  kind: z.literal('existing'),
  /** Name of the identity's default configuration set, if it has one: SES asks for the right to use it. */
  configurationSet: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must be the name of a configuration set')
    .optional(),
});

const created = z.strictObject({
  kind: z.literal('created'),
  /** Where bounces go (MAIL FROM), so that SPF passes for the sender's own domain as well: a name below it. */
  bounceDomain: domainName.optional(),
});

/** As whom SES knows the sender: an identity that exists, or the sender's domain, made by the stack. */
export const mailIdentity = z.discriminatedUnion('kind', [existing, created]);

export const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1).toLowerCase();
