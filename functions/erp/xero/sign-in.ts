import type { SessionContext } from '#erp/connector.ts';
import { requestGrant } from '#erp/oauth.ts';
import type { SignIn } from '#erp/sign-in.ts';
import type { XeroCredentials, XeroSettings } from '#erp/xero/schemas.ts';

type SignInContext = Pick<
  SessionContext<XeroSettings, XeroCredentials>,
  'settings' | 'credentials' | 'fetch' | 'clock'
>;

/** What an integration may do: https://developer.xero.com/documentation/guides/oauth2/scopes/ */
const scopesOf = ({ as }: XeroSettings): string =>
  [
    ...(as === 'tracking_option' ? [] : ['projects', 'accounting.contacts.read']),
    ...(as === 'project' ? [] : ['accounting.settings']),
  ].join(' ');

/**
 * With a refresh token, as the app that a user has consented to: Xero gives a new one each time, and the old one ends.
 * Without, as a custom connection.
 */
export const signInOf = ({ settings, credentials, ...context }: SignInContext): SignIn => ({
  firstRefreshToken: credentials.refresh_token ?? null,
  renew: (refreshToken) =>
    requestGrant(context, {
      url: settings.sign_in_url,
      form:
        refreshToken === null
          ? { grant_type: 'client_credentials', scope: scopesOf(settings) }
          : { grant_type: 'refresh_token', refresh_token: refreshToken },
      basic: { clientId: credentials.client_id, clientSecret: credentials.client_secret },
    }),
});
