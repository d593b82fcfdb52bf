import { randomUUID } from 'node:crypto';
import type { SessionContext } from '#erp/connector.ts';
import { callErp, type ErpAnswer, type ErpRequest } from '#erp/http.ts';
import { originOf, realmOf } from '#erp/netsuite/account.ts';
import { assertionOf } from '#erp/netsuite/assertion.ts';
import type {
  CertificateCredentials,
  NetSuiteCredentials,
  NetSuiteSettings,
  TokenCredentials,
} from '#erp/netsuite/schemas.ts';
import { tokenHeader } from '#erp/netsuite/token-signature.ts';
import { requestGrant } from '#erp/oauth.ts';
import { signedIn, type SignIn } from '#erp/sign-in.ts';

export type NetSuiteContext = Pick<
  SessionContext<NetSuiteSettings, NetSuiteCredentials>,
  'settings' | 'credentials' | 'fetch' | 'clock' | 'accessToken'
>;

/** Makes a request with what lets it in. @throws {ErpError} as `callErp`, and `unauthorized`. */
export type Authorized = (request: ErpRequest) => Promise<ErpAnswer>;

const withHeader = (request: ErpRequest, authorization: string): ErpRequest => ({
  ...request,
  headers: { ...request.headers, Authorization: authorization },
});

/** An access token lives an hour and cannot be refreshed: a new one is asked for with a new assertion. */
const byCertificate = (
  { settings, fetch, clock, accessToken }: NetSuiteContext,
  credentials: CertificateCredentials,
): Authorized => {
  const url = `${originOf(settings)}/services/rest/auth/oauth2/v1/token`;
  const signIn: SignIn = {
    firstRefreshToken: null,
    renew: async () =>
      requestGrant(
        { fetch, clock },
        {
          url,
          form: {
            grant_type: 'client_credentials',
            client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            client_assertion: assertionOf(credentials, url, clock()),
          },
        },
      ),
  };
  return (request) => signedIn(accessToken, signIn, (token) => callErp(fetch, withHeader(request, `Bearer ${token}`)));
};

/** Each request is signed by itself; there is no session to renew. */
const byToken =
  ({ settings, fetch, clock }: NetSuiteContext, credentials: TokenCredentials): Authorized =>
  (request) => {
    const { method, url } = request;
    const timestamp = Math.floor(clock().getTime() / 1000);
    const signed = { method, url, realm: realmOf(settings), nonce: randomUUID().replaceAll('-', ''), timestamp };
    return callErp(fetch, withHeader(request, tokenHeader(credentials, signed)));
  };

/** The way in that the credentials open. */
export const authorized = (context: NetSuiteContext): Authorized =>
  'token_id' in context.credentials
    ? byToken(context, context.credentials)
    : byCertificate(context, context.credentials);
