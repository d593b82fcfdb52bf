import type * as z from 'zod/mini';
import { sha256Of } from '#domain/canonical.ts';
import type { SessionContext } from '#erp/connector.ts';
import { callErp, jsonBody, parseAnswer, type ErpRequest } from '#erp/http.ts';
import { requestGrant } from '#erp/oauth.ts';
import { errorOf, OBJECT_NOT_FOUND, QuickBooksError } from '#erp/quickbooks-online/faults.ts';
import { customerAnswer, queryAnswer, type Customer } from '#erp/quickbooks-online/replies.ts';
import type { QuickBooksCredentials, QuickBooksSettings } from '#erp/quickbooks-online/schemas.ts';
import { signedIn, type SignIn } from '#erp/sign-in.ts';

/**
 * How long one call may take. QuickBooks answers within a second or two, and gives up on a call itself after 120 s. Six calls
 * at most make an export; should all of them take nearly as long, the export function's own limit ends it.
 */
const TIMEOUT_MS = 20_000;

/** Since August 2025 there is no lower one (Intuit, Minor versions). */
const MINOR_VERSION = '75';

/** Intuit takes at most 50 characters as the key of a request. */
const LONGEST_REQUEST_ID = 50;

type Values = Readonly<Record<string, unknown>>;

/** The customers of one company. All methods throw {@link QuickBooksError} where QuickBooks names a code, else `ErpError`. */
export interface QuickBooksApi {
  query(statement: string): Promise<Customer[]>;
  /** Null when there is none with that id. */
  read(id: string): Promise<Customer | null>;
  /**
   * Makes a customer, or changes one where `values` hold its id. `purpose` tells this write from others with the same values:
   * the same purpose and values are carried out once, and answered alike after that.
   */
  write(values: Values, purpose: Values): Promise<Customer>;
}

type ApiContext = Pick<
  SessionContext<QuickBooksSettings, QuickBooksCredentials>,
  'settings' | 'credentials' | 'fetch' | 'clock' | 'accessToken'
>;

/** RFC 6749, 6. Each sign-in gives a new refresh token, and the one before ends. */
const signInOf = ({ settings, credentials, fetch, clock }: ApiContext): SignIn => ({
  firstRefreshToken: credentials.refresh_token,
  renew: (refreshToken) =>
    requestGrant(
      { fetch, clock },
      {
        url: settings.token_url,
        form: { grant_type: 'refresh_token', refresh_token: refreshToken ?? credentials.refresh_token },
        basic: { clientId: credentials.client_id, clientSecret: credentials.client_secret },
      },
    ),
});

/** The Accounting API of one company. */
export const openApi = (context: ApiContext): QuickBooksApi => {
  const { settings, fetch, accessToken } = context;
  const signIn = signInOf(context);
  const company = `${settings.api_url.replace(/\/+$/, '')}/v3/company/${settings.realm_id}`;

  /** Encoded by hand: in a query's spaces, Intuit's examples have %20 and no plus sign. */
  const addressOf = (path: string, parameters: Readonly<Record<string, string>>): string => {
    const all = Object.entries({ ...parameters, minorversion: MINOR_VERSION });
    return `${company}/${path}?${all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
  };

  const call = async <T>(
    schema: z.ZodMiniType<T>,
    { headers, ...request }: Pick<ErpRequest, 'method' | 'url' | 'headers' | 'body' | 'writes'>,
  ): Promise<T> => {
    const answer = await signedIn(accessToken, signIn, (token) =>
      callErp(fetch, {
        ...request,
        headers: { ...headers, Accept: 'application/json', Authorization: `Bearer ${token}` },
        timeoutMs: TIMEOUT_MS,
      }),
    );
    const error = errorOf(answer, request.writes);
    if (error !== null) throw error;
    return parseAnswer(schema, answer.text, request.writes);
  };

  const get = <T>(schema: z.ZodMiniType<T>, url: string): Promise<T> =>
    call(schema, { method: 'GET', url, headers: {}, writes: false });

  return {
    query: async (statement) =>
      (await get(queryAnswer, addressOf('query', { query: statement }))).QueryResponse.Customer,
    read: async (id) => {
      try {
        return (await get(customerAnswer, addressOf(`customer/${encodeURIComponent(id)}`, {}))).Customer;
      } catch (error) {
        if (error instanceof QuickBooksError && error.code === OBJECT_NOT_FOUND) return null;
        throw error;
      }
    },
    write: async (values, purpose) => {
      const key = sha256Of({ realm_id: settings.realm_id, purpose, values }).slice(0, LONGEST_REQUEST_ID);
      const url = addressOf('customer', { requestid: key });
      return (await call(customerAnswer, { method: 'POST', url, ...jsonBody(values), writes: true })).Customer;
    },
  };
};
