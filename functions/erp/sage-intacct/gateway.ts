import * as z from 'zod/mini';
import type { SessionContext } from '#erp/connector.ts';
import { callErp, type ErpAnswer } from '#erp/http.ts';
import { refusesSession, resultOf, unreadable } from '#erp/sage-intacct/answers.ts';
import { login, requestXml, type Call } from '#erp/sage-intacct/envelope.ts';
import { textAt, type XmlElement } from '#erp/sage-intacct/read-xml.ts';
import type { IntacctCredentials, IntacctSettings } from '#erp/sage-intacct/schemas.ts';
import { element, type Element } from '#erp/sage-intacct/write-xml.ts';
import { signedIn, type Grant, type SignIn } from '#erp/sign-in.ts';

/** An export makes four calls at most, in the 120 s of its function; a lost one may be carried out for 90 s (attempts.ts). */
const TIMEOUT_MS = 25_000;

/** How long a session counts as good whose end the gateway does not tell. */
const SHORT_MS = 300_000;

/** Calls of one function each, in a session. All throw only `ErpError`. */
export interface Gateway {
  /** The data of a function that changes nothing. */
  read(call: Element): Promise<XmlElement>;
  /** As `read`, but once: silence is an `unknown_outcome`, and what was carried out under that control id is refused. */
  write(call: Element, controlId: string): Promise<XmlElement>;
}

type GatewayContext = Pick<
  SessionContext<IntacctSettings, IntacctCredentials>,
  'settings' | 'credentials' | 'fetch' | 'clock' | 'accessToken'
>;

/** An access token is a session with the one address that it holds at. */
const session = z.object({ id: z.string().check(z.minLength(1)), endpoint: z.string() });

/** The sender's password goes to this address: it must be the one of the settings or one of Sage's. */
const isTrusted = (endpoint: string, settings: Pick<IntacctSettings, 'endpoint'>): boolean => {
  const given = URL.parse(endpoint);
  if (given?.origin === new URL(settings.endpoint).origin) return true;
  return given?.protocol === 'https:' && given.hostname.endsWith('.intacct.com') && given.username === '';
};

/** How long a session lasts that was just begun, by the gateway's own clock. */
const lastsMs = (authentication: XmlElement): number => {
  const until = Date.parse(textAt(authentication, 'sessiontimeout'));
  const from = Date.parse(textAt(authentication, 'sessiontimestamp'));
  return Number.isFinite(until - from) ? until - from : SHORT_MS;
};

/** The gateway for one integration. Signs in before the first call, and again when the session is not accepted any more. */
export const openGateway = ({ settings, credentials, fetch, clock, accessToken }: GatewayContext): Gateway => {
  const post = (url: string, authentication: Element, call: Call): Promise<ErpAnswer> =>
    callErp(fetch, {
      method: 'POST',
      url,
      headers: { 'Content-Type': 'application/xml' },
      body: requestXml(credentials, authentication, call),
      writes: call.once,
      timeoutMs: TIMEOUT_MS,
    });

  const renew = async (): Promise<Grant> => {
    const asked = clock().getTime();
    const call = { controlId: 'getAPISession', function: element('getAPISession', []), once: false };
    const answer = await post(settings.endpoint, login(settings, credentials), call);
    const { authentication, data } = resultOf(answer, false);
    const id = textAt(data, 'api', 'sessionid');
    const endpoint = textAt(data, 'api', 'endpoint');
    if (id === '' || !isTrusted(endpoint, settings)) throw unreadable(false);
    return {
      accessToken: JSON.stringify({ id, endpoint }),
      expiresAt: new Date(asked + lastsMs(authentication)).toISOString(),
      refreshToken: null,
    };
  };

  const signIn: SignIn = { firstRefreshToken: null, renew };

  const send = async (call: Call): Promise<XmlElement> => {
    const answer = await signedIn(accessToken, signIn, async (token) => {
      const { id, endpoint } = session.parse(JSON.parse(token));
      const given = await post(endpoint, element('sessionid', id), call);
      return refusesSession(given) ? { ...given, status: 401 } : given;
    });
    return resultOf(answer, call.once).data;
  };

  return {
    read: (call) => send({ controlId: call.name, function: call, once: false }),
    write: (call, controlId) => send({ controlId, function: call, once: true }),
  };
};
