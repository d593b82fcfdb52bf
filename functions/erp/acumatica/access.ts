import { signInErrorOf } from '#erp/acumatica/errors.ts';
import type { AcumaticaCredentials, AcumaticaSettings } from '#erp/acumatica/schemas.ts';
import { ErpError, type SessionContext } from '#erp/connector.ts';
import { callErp, jsonBody, type ErpAnswer } from '#erp/http.ts';
import { requestGrant } from '#erp/oauth.ts';
import type { SignIn } from '#erp/sign-in.ts';

/**
 * How long one call may take. Acumatica loads a site within seconds when nobody has used it for a while, and lets calls wait
 * that are more than its licence allows at once.
 */
const TIMEOUT_MS = 20_000;

/** Nobody waits for what a sign-out says. */
const SIGN_OUT_TIMEOUT_MS = 5_000;

/** A request to a site; `path` continues its address. */
export interface SiteRequest {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** @throws {ErpError} */
export type CallSite = (request: SiteRequest) => Promise<ErpAnswer>;

/** Makes some calls in one API session. @throws {ErpError} */
export type Converse = <T>(talk: (call: CallSite) => Promise<T>) => Promise<T>;

type AccessContext = Pick<
  SessionContext<AcumaticaSettings, AcumaticaCredentials>,
  'settings' | 'credentials' | 'fetch' | 'clock' | 'accessToken'
>;

/** A sign-in: the header that carries what it gave, and how to get that. `rejected`: what was just refused. */
interface Way {
  readonly header: 'Authorization' | 'Cookie';
  signIn(rejected?: string): Promise<string>;
}

/** RFC 6749, 4.3. Scope `api`: one session per token, so that no refresh token keeps one open for good. */
const byToken = (
  context: AccessContext,
  client: { readonly client_id: string; readonly client_secret: string },
): Way => {
  const { settings, credentials, accessToken } = context;
  const { username, password } = credentials;
  const signIn: SignIn = {
    firstRefreshToken: null,
    renew: () =>
      requestGrant(context, {
        url: `${settings.site}identity/connect/token`,
        form: { grant_type: 'password', username, password, ...client, scope: 'api' },
      }),
  };
  return {
    header: 'Authorization',
    signIn: async (rejected) => `Bearer ${await accessToken(signIn, rejected?.slice('Bearer '.length))}`,
  };
};

const byCookie = ({ settings, credentials, fetch }: AccessContext): Way => ({
  header: 'Cookie',
  signIn: async () => {
    const { username: name, password } = credentials;
    const { headers, body } = jsonBody({ name, password, ...(settings.tenant && { company: settings.tenant }) });
    const answer = await callErp(fetch, {
      method: 'POST',
      url: `${settings.site}entity/auth/login`,
      headers: { Accept: 'application/json', ...headers },
      body,
      writes: false,
      timeoutMs: TIMEOUT_MS,
    });
    if (answer.status !== 204 && answer.status !== 200) throw signInErrorOf(answer);
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
    if (cookies.length === 0) throw new ErpError('temporary', 'The answer of the ERP cannot be read.');
    return cookies.join('; ');
  },
});

const wayOf = (context: AccessContext): Way => {
  const { client_id, client_secret } = context.credentials;
  if (client_id === undefined || client_secret === undefined) return byCookie(context);
  return byToken(context, { client_id, client_secret });
};

/**
 * Each conversation signs in and signs out again, whatever becomes of it: the licence counts open sessions, and one that is
 * left open keeps others out until it expires. MYOB: OAuthOIDC_GettingStarted_SignOut advises it for tokens as well.
 */
export const openAccess = (context: AccessContext): Converse => {
  const { settings, fetch } = context;
  const way = wayOf(context);

  const send = ({ method, path, headers, body }: SiteRequest, ticket: string): Promise<ErpAnswer> => {
    const json = body === undefined ? null : jsonBody(body);
    return callErp(fetch, {
      method,
      url: `${settings.site}${path}`,
      headers: { Accept: 'application/json', ...json?.headers, ...headers, [way.header]: ticket },
      ...(json !== null && { body: json.body }),
      writes: method === 'PUT',
      timeoutMs: TIMEOUT_MS,
    });
  };

  const signOut = async (ticket: string): Promise<void> => {
    try {
      await callErp(fetch, {
        method: 'POST',
        url: `${settings.site}entity/auth/logout`,
        headers: { Accept: 'application/json', [way.header]: ticket },
        writes: false,
        timeoutMs: SIGN_OUT_TIMEOUT_MS,
      });
    } catch {
      // What was said before stands. The session expires by itself.
    }
  };

  return async (talk) => {
    let ticket: string | undefined;
    const call: CallSite = async (request) => {
      const held = (ticket ??= await way.signIn());
      const answer = await send(request, held);
      if (answer.status !== 401) return answer;
      // A session that has ended is refused before anything is done, so the call may be repeated, even one that writes.
      ticket = await way.signIn(held);
      return send(request, ticket);
    };
    try {
      return await talk(call);
    } finally {
      if (ticket !== undefined) await signOut(ticket);
    }
  };
};
