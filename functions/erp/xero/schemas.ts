import * as z from 'zod/mini';
import { safeAddress, webAddress } from '#erp/web-address.ts';

const filledIn = z.string().check(z.minLength(1));

/** What every integration names: the organisation, and where Xero is, which only tests put elsewhere. */
const organisation = {
  /** `tenantId` of the organisation, from `GET https://api.xero.com/connections`. */
  tenant_id: z.guid('must be the tenant id of the organisation, a GUID'),
  api_url: z._default(safeAddress, 'https://api.xero.com'),
  sign_in_url: z._default(safeAddress, 'https://identity.xero.com/connect/token'),
};

const PROJECT_ID = '{project_id}';

const projects = {
  /** A project's page as the browser shows it, with `{project_id}` in place of its id: receipts then link to it. */
  project_page: z.optional(
    webAddress.check(z.refine((text) => text.includes(PROJECT_ID), `must hold ${PROJECT_ID} in place of the id`)),
  ),
};

const trackingOptions = {
  /** Name of the active tracking category that jobs are options of. */
  tracking_category: filledIn,
};

/** `as`: what a job becomes, as the company keeps its books by projects, by a tracking category, or by both. */
export const settings = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('project'), ...organisation, ...projects }),
  z.strictObject({ as: z.literal('tracking_option'), ...organisation, ...trackingOptions }),
  z.strictObject({ as: z.literal('both'), ...organisation, ...projects, ...trackingOptions }),
]);
export type XeroSettings = z.infer<typeof settings>;

/** Those of a custom connection; with a refresh token, those of an app that a user of the organisation has consented to. */
export const credentials = z.strictObject({
  client_id: filledIn,
  client_secret: filledIn,
  refresh_token: z.optional(filledIn),
});
export type XeroCredentials = z.infer<typeof credentials>;
