import * as z from 'zod/mini';
import { safeAddress } from '#erp/web-address.ts';

const filledIn = z.string().check(z.minLength(1));

/** Internal ids are numbers; those of NetSuite's own list entries may be negative. */
const internalId = z.string().check(z.regex(/^-?\d{1,18}$/, 'must be an internal id, such as "2"'));

export const settings = z.strictObject({
  /** As Setup > Company > Company Information shows it; a sandbox's ends in `_SB1`. */
  account_id: z
    .string()
    .check(z.regex(/^[A-Za-z0-9]+([_-][A-Za-z0-9]+)?$/, 'must be an account id, such as 123456_SB1')),
  /** Origin of the REST services, where it is not the account's own, such as a proxy's. */
  url: z.optional(
    z.pipe(
      safeAddress,
      z.transform((text) => new URL(text).origin),
    ),
  ),
  /** Internal id; OneWorld accounts need one. */
  subsidiary: z.optional(internalId),
  project_expense_type: z.optional(internalId),
  entity_status: z.optional(internalId),
  job_type: z.optional(internalId),
  /** Whether the approver is asked for the customer that the project belongs to. */
  customer: z._default(z.enum(['not_asked', 'optional', 'required']), 'not_asked'),
  /** The account numbers projects by itself but lets that be overridden. */
  overrides_auto_numbers: z._default(z.boolean(), false),
});
export type NetSuiteSettings = z.infer<typeof settings>;

/** OAuth 2.0 client credentials with a certificate. */
const certificate = z.strictObject({
  /** Of the integration record. */
  client_id: filledIn,
  /** The certificate's id, as the M2M set-up page shows it. */
  certificate_id: filledIn,
  /** Of the certificate, in PEM. */
  private_key: filledIn,
});
export type CertificateCredentials = z.infer<typeof certificate>;

/** Token-based authentication (OAuth 1.0a), for accounts that have it already. */
const tokens = z.strictObject({
  consumer_key: filledIn,
  consumer_secret: filledIn,
  token_id: filledIn,
  token_secret: filledIn,
});
export type TokenCredentials = z.infer<typeof tokens>;

const TOKEN_KEYS = Object.keys(tokens.shape);

/** Which of the two they are shows in their names, so that what is missing can be named. */
export const credentials = z.pipe(
  z.record(z.string(), z.unknown()),
  z.transform((given, { issues }): CertificateCredentials | TokenCredentials => {
    const isToken = TOKEN_KEYS.some((key) => key in given);
    const { data, error } = isToken ? tokens.safeParse(given) : certificate.safeParse(given);
    if (data !== undefined) return data;
    issues.push(...error.issues.map((issue) => ({ ...issue, input: undefined })));
    return z.NEVER;
  }),
);
export type NetSuiteCredentials = z.infer<typeof credentials>;
