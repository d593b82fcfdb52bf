import * as z from 'zod';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const isPrivateEnough = ({ protocol, hostname }: URL): boolean => protocol === 'https:' || LOOPBACK.has(hostname);

/** Scheme, host and one path segment, the database. Tryton answers only where a slash ends it. */
const databaseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((text) => new URL(text))
  .refine(isPrivateEnough, 'must be https, or the password would travel readable')
  .refine(({ username, password }) => username === '' && password === '', 'must not hold a user or a password')
  .refine(
    ({ pathname, search, hash }) => /^\/[^/]+\/?$/.test(pathname) && search === '' && hash === '',
    'must end with the name of the database, such as https://tryton.example.com/erp/',
  )
  .transform(({ href }) => (href.endsWith('/') ? href : `${href}/`));

export const settings = z.strictObject({
  url: databaseUrl,
  /** Where people open Tryton's web client, if they do: receipts then link to the project. */
  web_client_url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  /** Id of the company to export to; otherwise the Tryton user's current one. */
  company: z.int().positive().optional(),
  /** Code of the analytic root account, needed where the company has several. */
  root: z.string().min(1).optional(),
});
export type TrytonSettings = z.infer<typeof settings>;

export const credentials = z.strictObject({
  // Tryton's session header separates its parts by colons, so such a user could sign in but never call.
  user: z.string().regex(/^[^:]+$/, 'must be filled in and hold no colon'),
  password: z.string().min(1),
});
export type TrytonCredentials = z.infer<typeof credentials>;

/** Every answer: HTTP 200 alone does not mean success. */
export const replyWith = <T>(result: z.ZodType<T>) =>
  z.union([z.object({ error: z.tuple([z.string()], z.unknown()) }), z.object({ result })]);

/** User id and session key. */
export const loginResult = z.tuple([z.int(), z.string()]);

export const preferences = z.object({ company: z.int().positive().nullish() });

const record = z.object({ id: z.int().positive(), name: z.string() });
export const accounts = z.array(record.extend({ code: z.string().nullable() }));
export const projects = z.array(record);

export const createdIds = z.tuple([z.int().positive()]);
export const written = z.null();

/** Rest of a `UserError`: message, description, and where a field's domain was hurt, that domain and the fields it names. */
export const userError = z.tuple([z.tuple([z.string(), z.string(), z.unknown()])]);
export const hurtDomain = z.tuple([z.unknown(), z.record(z.string(), z.unknown())]);

/** Rest of a `UserWarning`: a question that only a person in Tryton's own client could answer. */
export const userWarning = z.tuple([z.tuple([z.string(), z.string()], z.unknown())]);
