import type * as z from 'zod/mini';
import { errorOf, hasChanged, isTaken } from '#erp/business-central/errors.ts';
import type { ProjectValues } from '#erp/business-central/mapping.ts';
import { query } from '#erp/business-central/odata.ts';
import { listOf, project, type Project } from '#erp/business-central/replies.ts';
import type { BusinessCentralCredentials, BusinessCentralSettings } from '#erp/business-central/schemas.ts';
import type { SessionContext } from '#erp/connector.ts';
import { callErp, jsonBody, parseAnswer, type ErpAnswer, type ErpRequest } from '#erp/http.ts';
import { requestGrant } from '#erp/oauth.ts';
import { signedIn, type SignIn } from '#erp/sign-in.ts';

/**
 * How long one call may take. Business Central answers within a second or two, but queues calls while five of the same app
 * are running. An attempt makes seven at most; should all of them take nearly as long, the export function's own limit ends
 * it, and the next attempt looks up what it did.
 */
const TIMEOUT_MS = 20_000;

/** OData query options, unencoded. */
export type Options = Readonly<Record<string, string>>;

/** One environment of Business Central, and one company of it. */
export interface Api {
  /** What a list of the standard API gives: `companies`, or one of the company's own. @throws {ErpError} as all methods. */
  list<T>(of: 'companies' | 'customers', item: z.ZodMiniType<T>, options?: Options): Promise<T[]>;
  projects(options: Options): Promise<Project[]>;
  /** Makes a project, unless there is one with its number. */
  create(values: ProjectValues): Promise<Project | 'taken'>;
  /** Writes these values only, unless the project has changed since it was read. */
  change(project: Project, values: Partial<ProjectValues>): Promise<Project | 'changed'>;
}

export type BusinessCentralContext = Pick<
  SessionContext<BusinessCentralSettings, BusinessCentralCredentials>,
  'settings' | 'credentials' | 'clock' | 'fetch' | 'accessToken'
>;

/** Client credentials: Entra gives no refresh token, so signing in again needs nothing from before. */
const signInWith = ({ settings, credentials, ...deps }: BusinessCentralContext): SignIn => ({
  firstRefreshToken: null,
  renew: () =>
    requestGrant(deps, {
      url: settings.token_url ?? `https://login.microsoftonline.com/${settings.tenant}/oauth2/v2.0/token`,
      form: {
        grant_type: 'client_credentials',
        client_id: credentials.client_id,
        client_secret: credentials.client_secret,
        scope: 'https://api.businesscentral.dynamics.com/.default',
      },
    }),
});

/** Where the parts of an environment are: https://learn.microsoft.com/dynamics365/business-central/dev-itpro/api-reference/v2.0/endpoints-apis-for-dynamics */
const addressesOf = ({ api_url, tenant, environment, company, project_page }: BusinessCentralSettings) => {
  const environmentUrl = `${api_url.replace(/\/$/, '')}/v2.0/${tenant}/${environment}/api`;
  return {
    companies: `${environmentUrl}/v2.0/companies`,
    customers: `${environmentUrl}/v2.0/companies(${company})/customers`,
    projects: `${environmentUrl}/${project_page ?? 'v2.0'}/companies(${company})/projects`,
  };
};

export const openApi = (context: BusinessCentralContext): Api => {
  const addresses = addressesOf(context.settings);
  const signIn = signInWith(context);

  const call = (request: Pick<ErpRequest, 'method' | 'url' | 'headers' | 'body' | 'writes'>): Promise<ErpAnswer> =>
    signedIn(context.accessToken, signIn, (token) => {
      const headers = { Accept: 'application/json', ...request.headers, Authorization: `Bearer ${token}` };
      return callErp(context.fetch, { ...request, headers, timeoutMs: TIMEOUT_MS });
    });

  const list = async <T>(url: string, item: z.ZodMiniType<T>, options: Options): Promise<T[]> => {
    const answer = await call({ method: 'GET', url: `${url}?${query(options)}`, headers: {}, writes: false });
    if (answer.status !== 200) throw errorOf(answer, { writes: false });
    return parseAnswer(listOf(item), answer.text, false).value;
  };

  /** The answer to a write, and what it says of the project; null when it is no success. */
  const write = async (
    method: 'POST' | 'PATCH',
    url: string,
    sent: Partial<ProjectValues>,
    ifMatch: { readonly 'If-Match'?: string },
  ): Promise<{ answer: ErpAnswer; written: Project | null }> => {
    const { headers, body } = jsonBody(sent);
    const answer = await call({ method, url, headers: { ...headers, ...ifMatch }, body, writes: true });
    const isDone = answer.status === 200 || answer.status === 201;
    return { answer, written: isDone ? parseAnswer(project, answer.text, true) : null };
  };

  return {
    list: (of, item, options = {}) => list(addresses[of], item, options),
    projects: (options) => list(addresses.projects, project, options),
    create: async (values) => {
      const { answer, written } = await write('POST', addresses.projects, values, {});
      if (written !== null) return written;
      if (isTaken(answer)) return 'taken';
      throw errorOf(answer, { writes: true, sent: values });
    },
    change: async ({ id, '@odata.etag': etag }, values) => {
      const { answer, written } = await write('PATCH', `${addresses.projects}(${id})`, values, { 'If-Match': etag });
      if (written !== null) return written;
      if (hasChanged(answer)) return 'changed';
      throw errorOf(answer, { writes: true, sent: values });
    },
  };
};
