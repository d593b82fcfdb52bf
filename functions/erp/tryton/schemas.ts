import * as z from 'zod/mini';
import { safeAddress, webAddress } from '#erp/web-address.ts';

const filledIn = z.string().check(z.minLength(1));

/** Scheme, host and one path segment, the database. Tryton answers only where a slash ends it. */
const databaseUrl = z.pipe(
  z
    .pipe(
      safeAddress,
      z.transform((text) => new URL(text)),
    )
    .check(
      z.refine(
        ({ pathname, search, hash }) => /^\/[^/]+\/?$/.test(pathname) && search === '' && hash === '',
        'must end with the name of the database, such as https://tryton.example.com/erp/',
      ),
    ),
  z.transform(({ href }) => (href.endsWith('/') ? href : `${href}/`)),
);

export const settings = z.strictObject({
  url: databaseUrl,
  /** Where people open Tryton's web client, if they do: receipts then link to the project. */
  web_client_url: z.optional(webAddress),
  /** Id of the company to export to; otherwise the Tryton user's current one. */
  company: z.optional(z.int().check(z.positive())),
  /** Code of the analytic root account, needed where the company has several. */
  root: z.optional(filledIn),
});
export type TrytonSettings = z.infer<typeof settings>;

export const credentials = z.strictObject({
  // Tryton's session header separates its parts by colons, so such a user could sign in but never call.
  user: z.string().check(z.regex(/^[^:]+$/, 'must be filled in and hold no colon')),
  password: filledIn,
});
export type TrytonCredentials = z.infer<typeof credentials>;
