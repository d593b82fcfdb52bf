import * as z from 'zod/mini';

const text = z.nullish(z.string());

/** A customer, sub-customer or job: one record in QuickBooks. Properties without a value are left out of its answers. */
const customer = z.object({
  Id: z.string().check(z.regex(/^\d+$/)),
  SyncToken: z.string().check(z.minLength(1)),
  DisplayName: z.string(),
  FullyQualifiedName: text,
  PrintOnCheckName: text,
  Notes: text,
  Active: z._default(z.boolean(), true),
  Job: z._default(z.boolean(), false),
  IsProject: z._default(z.boolean(), false),
  /** 0 for a customer, 1 for a job of it. */
  Level: z._default(z.int(), 0),
  ParentRef: z.nullish(z.object({ value: z.string() })),
  /** Kept whole: what is sent of an address replaces all of it. */
  ShipAddr: z.nullish(z.record(z.string(), z.json())),
});
export type Customer = z.infer<typeof customer>;

/** The answer to a read or a write of one. */
export const customerAnswer = z.object({ Customer: customer });

/** The answer to a query; where nothing matches, it holds no list. */
export const queryAnswer = z.object({ QueryResponse: z.object({ Customer: z._default(z.array(customer), []) }) });

/** What went wrong. The services behind the gateway write it in capitals, the gateway itself in small letters. */
export const fault = z.union([
  z.object({
    Fault: z.object({
      type: text,
      Error: z.tuple([z.object({ Message: text, Detail: text, code: text, element: text })], z.unknown()),
    }),
  }),
  z.object({
    fault: z.object({
      type: text,
      error: z.tuple([z.object({ message: text, detail: text, code: text, element: text })], z.unknown()),
    }),
  }),
]);
