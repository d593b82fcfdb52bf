import * as z from 'zod/mini';

const text = z.nullish(z.string());

/** A record `job`, as far as it is read. What is only compared may be anything. */
export const jobRecord = z.object({
  id: z.string().check(z.regex(/^\d{1,18}$/)),
  entityId: z.string(),
  externalId: text,
  companyName: text,
  startDate: z.optional(z.unknown()),
  projectedEndDate: z.optional(z.unknown()),
  estimatedRevenue: z.optional(z.unknown()),
});
export type JobRecord = z.infer<typeof jobRecord>;

/** Oracle does not promise the case of column names (SuiteQL Limitations and Exceptions). */
const inLowerCase = z.pipe(
  z.record(z.string(), z.unknown()),
  z.transform((columns): unknown =>
    Object.fromEntries(Object.entries(columns).map(([name, value]) => [name.toLowerCase(), value])),
  ),
);

/** Rows of a SuiteQL query. */
export const rowsOf = <Row>(row: z.ZodMiniType<Row>) => z.object({ items: z.array(z.pipe(inLowerCase, row)) });

export const idRow = z.object({ id: z.coerce.string() });
export const customerRow = z.object({ id: z.coerce.string(), entityid: z.string(), companyname: text });

/** What a record is made of in this account: a JSON Schema. */
export const recordMetadata = z.object({ properties: z.record(z.string(), z.unknown()) });

/** Oracle, Error Handling in REST Web Services; REST API Browser, `nsError`. */
export const errorReply = z.object({
  'o:errorDetails': z
    .array(z.object({ detail: z._default(z.string(), ''), 'o:errorCode': text, 'o:errorPath': text }))
    .check(z.minLength(1)),
});
export type ErrorDetail = z.infer<typeof errorReply>['o:errorDetails'][number];
