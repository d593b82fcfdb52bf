import * as z from 'zod/mini';

/** A project as the standard page and the custom one give it; the custom one has what is optional here. */
export const project = z.object({
  id: z.guid(),
  number: z.string(),
  displayName: z.string(),
  '@odata.etag': z.string().check(z.minLength(1)),
  externalId: z.optional(z.string()),
  billToCustomerNo: z.optional(z.string()),
  startingDate: z.optional(z.string()),
  endingDate: z.optional(z.string()),
});
export type Project = z.infer<typeof project>;

export const listOf = <T>(item: z.ZodMiniType<T>) => z.object({ value: z.array(item) });

export const company = z.object({ id: z.guid(), name: z.string() });

/** `blocked`: what a customer is blocked for: nothing (a blank), shipping, invoicing, or `All`. */
export const customer = z.object({ number: z.string(), displayName: z.string(), blocked: z.optional(z.string()) });

/** Every answer that is no success. */
export const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
