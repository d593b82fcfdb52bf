import { acumaticaSite, type SiteOptions } from '#erp/acumatica/double.ts';
import { connector as acumatica } from '#erp/acumatica/index.ts';
import { ErpError, type Job } from '#erp/connector.ts';
import { accessTokenOf } from '#test/support/access-token.ts';

/** A request as it went over the wire. */
export interface Sent {
  readonly method: string;
  /** After the site's address, decoded. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

const SITE = 'https://erp.example.com/erp/';
const NOW = '2026-11-23T09:00:00.000Z';

export const job: Job = {
  external_id: '1-2',
  request_id: '2-1',
  job_id: '24-0815',
  fields: {},
  project: { id: 2, name: 'Library' },
  cost_codes: [],
};

export interface WorldOptions extends Partial<Omit<SiteOptions, 'clock'>> {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Signs in by cookie instead of a token. */
  readonly byCookie?: boolean;
  /** Answers in place of the site, where it gives an answer. */
  readonly instead?: (sent: Sent) => Response | undefined;
}

/** The connector on a double; `sent` are the requests it made. */
export const acumaticaWorld = async ({ settings = {}, byCookie, instead, ...site }: WorldOptions = {}) => {
  let now = new Date(NOW);
  const clock = () => now;
  const double = acumaticaSite({ clock, ...site });
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const path = decodeURIComponent(request.url.slice(SITE.length));
    const one = { method: request.method, path, headers: request.headers, body: await request.clone().text() };
    sent.push(one);
    return instead?.(one) ?? double.fetch(input, init);
  };
  const { username, password } = double.credentials;
  const session = await acumatica.connect({
    settings: { ...double.settings, activate: false, ...settings },
    credentials: byCookie === true ? { username, password } : double.credentials,
    clock,
    fetch,
    accessToken: accessTokenOf(clock),
    files: { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) },
  });
  return {
    double,
    session,
    sent,
    /** Bodies of the writes so far. */
    writes: (): unknown[] => sent.filter(({ method }) => method === 'PUT').map(({ body }): unknown => JSON.parse(body)),
    /** Method and first part of the path of every request so far, sign-in included. */
    calls: () => sent.map(({ method, path }) => `${method} ${path.split(/[?]/)[0]}`),
    pass: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
};

/** How some work failed; whatever it did instead when it did not. */
export const failureOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!(error instanceof ErpError)) return error;
  const { kind, field, message, retryAfterSeconds } = error;
  return { kind, field, message, retryAfterSeconds };
};
