import * as z from 'zod/mini';

/** What the service needs to act for a company: an app's client with a service account, and the header of its webhooks. */
export const procoreAccess = z.object({
  client_id: z.string().check(z.minLength(1)),
  client_secret: z.string().check(z.minLength(1)),
  /** The whole `Authorization` header that the webhook was set up to send. */
  webhook_authorization: z.string().check(z.minLength(16)),
});
export type ProcoreAccess = z.infer<typeof procoreAccess>;

const id = z.int().check(z.positive());

/** Show of a user in a company's directory. */
export const userAnswer = z.object({ id, name: z.string(), email_address: z.string() });

/** Show of an ERP request (erp_integration/erp_events_dictionary.md of procore/documentation). */
export const erpRequestAnswer = z.object({
  request_name: z.string(),
  request_detail_id: id,
  request_data: z.optional(
    z.nullable(
      z.object({
        job: z.optional(z.object({ id })),
        all_cost_codes: z._default(z.array(z.unknown()), []),
      }),
    ),
  ),
});

export const detailsAnswer = z.array(z.object({ id, status: z.string() }));

export const costCodesAnswer = z.array(z.unknown());

/** Answer of every sync action: 200 also when single updates were refused. */
export const syncAnswer = z.object({ entities: z.array(z.unknown()), errors: z._default(z.array(z.unknown()), []) });

export const tokenAnswer = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.number().check(z.positive()),
});
