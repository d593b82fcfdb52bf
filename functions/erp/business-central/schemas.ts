import * as z from 'zod/mini';
import { safeAddress, webAddress } from '#erp/web-address.ts';

const filledIn = z.string().check(z.minLength(1));

export const settings = z.strictObject({
  /** The Microsoft Entra tenant: its id, or a domain of it. */
  tenant: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, 'must be the id or a domain of the Entra tenant')),
  /** Name of the environment, such as `Production`. A sandbox is another environment of the same tenant. */
  environment: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'must be the name of the environment')),
  /** Id of the company. */
  company: z.guid({ error: 'must be the id of the company, such as 22222222-aaaa-bbbb-cccc-000000000001' }),
  /** Name of the company as its users know it: receipts then link to the project. */
  company_name: z.optional(filledIn),
  /** Publisher, group and version of the custom API page `projects`, where it is installed. */
  project_page: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^[A-Za-z0-9_]+\/[A-Za-z0-9_]+\/(v\d+\.\d+|beta)$/,
          'must be like publisher/group/v1.0, as its AL says',
        ),
      ),
  ),
  api_url: z._default(safeAddress, 'https://api.businesscentral.dynamics.com'),
  /** Where the app signs in; otherwise Microsoft's public cloud, at the tenant. */
  token_url: z.optional(safeAddress),
  /** Where people open Business Central. */
  web_client_url: z._default(webAddress, 'https://businesscentral.dynamics.com'),
});
export type BusinessCentralSettings = z.infer<typeof settings>;

/** The app registration at Microsoft Entra. */
export const credentials = z.strictObject({ client_id: filledIn, client_secret: filledIn });
export type BusinessCentralCredentials = z.infer<typeof credentials>;
