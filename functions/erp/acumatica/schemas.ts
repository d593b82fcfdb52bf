import * as z from 'zod/mini';
import { safeAddress } from '#erp/web-address.ts';

const filledIn = z.string().check(z.minLength(1));

/** An instance's address: its host, and the instance's name where it is not installed in the host's root. Ends with a slash. */
const siteAddress = z.pipe(
  safeAddress.check(
    z.refine((text) => {
      const { pathname, search, hash } = new URL(text);
      return /^\/([^/]+\/?)?$/.test(pathname) && search === '' && hash === '';
    }, 'must end with the host or the name of the instance, such as https://erp.example.com/AcumaticaERP'),
  ),
  z.transform((text) => new URL(text).href.replace(/\/?$/, '/')),
);

/** MYOB installs each of its customers in the root of a host of its own: https://<name>.myobadvanced.com. */
const isInRoot = (site: string): boolean => new URL(site).pathname === '/';

/**
 * Versions of the endpoint `Default` that carry all that is written: `ProjectAddress` came with 23.200.001. Sites keep the
 * endpoints of earlier releases, and MYOB's releases come later than Acumatica's.
 */
const USUAL_VERSION = { acumatica: '24.200.001', myob: '23.200.001' } as const;

const given = z.strictObject({
  /** Whose brand the site carries: the same product, installed otherwise. */
  product: z._default(z.enum(['acumatica', 'myob']), 'acumatica'),
  site: siteAddress,
  /** Name of the web service endpoint: `Default` is the system's own. */
  endpoint: z._default(z.string().check(z.regex(/^\w+$/, 'must be the name of a web service endpoint')), 'Default'),
  version: z.optional(z.string().check(z.regex(/^\d+(\.\d+)*$/, 'must be a version such as 24.200.001'))),
  /** The tenant to sign in to, where a site has several and no OAuth client names it. */
  tenant: z.optional(filledIn),
  /** The site numbers its projects itself, so nobody is asked for a number. */
  numbered_by_erp: z._default(z.boolean(), false),
  /** Every export takes the project off hold. */
  activate: z._default(z.boolean(), false),
});

export const settings = z.pipe(
  given.check(
    z.refine(({ product, site }) => product === 'acumatica' || isInRoot(site), {
      path: ['site'],
      error: 'must end with the host, such as https://example.myobadvanced.com',
    }),
  ),
  z.transform(({ product, version, ...rest }) => ({ ...rest, version: version ?? USUAL_VERSION[product] })),
);
export type AcumaticaSettings = z.infer<typeof settings>;

/** True where projects have an address. Sites' own endpoints are taken to extend a new one. */
export const hasAddress = ({ endpoint, version }: AcumaticaSettings): boolean =>
  endpoint !== 'Default' || version >= '23.200.001';

/** OAuth 2.0 where the site has a client for this service; otherwise the user alone, with sessions in cookies. */
export const credentials = z
  .strictObject({
    username: filledIn,
    password: filledIn,
    /** As the site shows it: a GUID, `@`, and the tenant. */
    client_id: z.optional(filledIn),
    client_secret: z.optional(filledIn),
  })
  .check(
    z.refine(
      ({ client_id, client_secret }) => (client_id === undefined) === (client_secret === undefined),
      'client_id and client_secret go together: give both or neither',
    ),
  );
export type AcumaticaCredentials = z.infer<typeof credentials>;
