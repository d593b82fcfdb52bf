import type { ConnectorSession, Job } from '#erp/connector.ts';
import { ErpError } from '#erp/connector.ts';
import type { AccessToken, Grant } from '#erp/sign-in.ts';
import { xeroDouble } from '#erp/xero/double.ts';
import { CONTACTS } from '#erp/xero/double-organisation.ts';
import { connector } from '#erp/xero/index.ts';

export const CUSTOMER = CONTACTS[0]?.ContactID ?? '';
export const OTHER_CUSTOMER = CONTACTS[1]?.ContactID ?? '';

export const job: Job = {
  external_id: '1-2',
  request_id: '2-1',
  job_id: '24-0815',
  fields: { customer: CUSTOMER },
  project: { id: 2, name: 'Library', completion_date: '2027-08-31', total_value: 1_250_000.5 },
  cost_codes: [],
};

/** A request as it stands on the wire. */
export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

export const isWrite = ({ method, url }: Sent): boolean => method !== 'GET' && url.pathname !== '/connect/token';

/** Signs in by what the last sign-in gave, as the service does. */
const remembering = (): AccessToken => {
  let grant: Grant | null = null;
  return async (signIn, rejected) => {
    if (grant === null || grant.accessToken === rejected)
      grant = await signIn.renew(grant?.refreshToken ?? signIn.firstRefreshToken);
    return grant.accessToken;
  };
};

interface Given {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly credentials?: Readonly<Record<string, string>>;
  /** Answers in place of the double, where it gives something. */
  readonly instead?: (sent: Sent) => Response | undefined;
}

export type As = 'project' | 'tracking_option' | 'both';

/** A double, sessions with it, and all that they sent. */
export const xeroWorld = () => {
  let now = Date.parse('2026-11-23T09:00:00.000Z');
  const clock = () => new Date(now);
  const double = xeroDouble({ clock });
  const sent: Sent[] = [];
  const settingsOf = (as: As): Readonly<Record<string, unknown>> => {
    const { tracking_category: category, ...organisation } = double.settings;
    return { ...organisation, as, ...(as !== 'project' && { tracking_category: category }) };
  };
  const open = (as: As, { settings, credentials, instead }: Given = {}): Promise<ConnectorSession> => {
    return connector.connect({
      settings: { ...settingsOf(as), ...settings },
      credentials: credentials ?? double.credentials,
      clock,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const body = await request.clone().text();
        const one = { method: request.method, url: new URL(request.url), headers: request.headers, body };
        sent.push(one);
        return instead?.(one) ?? double.fetch(request);
      },
      accessToken: remembering(),
      files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
    });
  };
  return {
    double,
    sent,
    open,
    settingsOf,
    writes: () => sent.filter(isWrite),
    bodies: (): unknown[] => sent.filter(isWrite).map(({ body }) => JSON.parse(body) as unknown),
    calls: () => sent.filter(({ url }) => url.pathname !== '/connect/token').length,
    later: (minutes: number) => void (now += minutes * 60_000),
  };
};

export const failureOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!(error instanceof ErpError)) throw new Error('no ErpError', { cause: error });
  const { kind, field, message, retryAfterSeconds } = error;
  return { kind, field, message, retryAfterSeconds };
};
