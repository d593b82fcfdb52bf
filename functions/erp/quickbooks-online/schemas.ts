import * as z from 'zod/mini';
import { safeAddress, webAddress } from '#erp/web-address.ts';

const filledIn = z.string().check(z.minLength(1));

/** The three addresses of a sandbox company differ in the first and the last. */
export const settings = z.strictObject({
  /** The company's id, which Intuit calls the realm. */
  realm_id: z.string().check(z.regex(/^\d{1,20}$/, 'must be the company id, which consists of digits')),
  api_url: z._default(safeAddress, 'https://quickbooks.api.intuit.com'),
  token_url: z._default(safeAddress, 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer'),
  /** Where people open QuickBooks; receipts link to it. */
  web_url: z._default(webAddress, 'https://app.qbo.intuit.com'),
});
export type QuickBooksSettings = z.infer<typeof settings>;

export const credentials = z.strictObject({
  client_id: filledIn,
  client_secret: filledIn,
  /** The one that connecting the company gave. Each sign-in replaces it; the newest is kept elsewhere. */
  refresh_token: filledIn,
});
export type QuickBooksCredentials = z.infer<typeof credentials>;
