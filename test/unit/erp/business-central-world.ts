import { erpDouble } from '#erp/business-central/double.ts';
import { connector } from '#erp/business-central/index.ts';
import { ErpError, type Job } from '#erp/connector.ts';
import { accessTokenOf } from '#test/support/access-token.ts';

export const AT = '2026-11-23T09:00:00.000Z';
export const PAGE = { project_page: 'sendToErp/projects/v1.0' };

export const job: Job = {
  external_id: '1-42',
  request_id: '42-1',
  job_id: '24-0815',
  fields: {},
  project: { id: 42, name: 'Riverside Library' },
  cost_codes: [],
};

export const named = (name: string): Job => ({ ...job, project: { ...job.project, name } });

/** A request as it went out. */
export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

/** The connector on a double; `sent` are its requests, `before` may act, or answer itself, before one is answered. */
export const openWorld = async (
  settings: Record<string, unknown> = {},
  before: (request: Sent) => unknown = () => undefined,
) => {
  let now = AT;
  const clock = () => new Date(now);
  const double = erpDouble({ clock });
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { method, url, headers } = new Request(input, init);
    const request = { method, url: new URL(url), headers, body: typeof init?.body === 'string' ? init.body : '' };
    sent.push(request);
    const answer = await before(request);
    return answer instanceof Response ? answer : double.fetch(input, init);
  };
  const accessToken = accessTokenOf(clock);
  const files = { put: () => Promise.reject(new Error()), exists: () => Promise.reject(new Error()) };
  /** The connector as it is under further settings, on the same ERP. */
  const open = (more: Record<string, unknown> = {}) =>
    connector.connect({
      settings: { ...double.settings, ...settings, ...more },
      credentials: double.credentials,
      clock,
      fetch,
      accessToken,
      files,
    });
  const writes = () =>
    sent
      .filter(({ method, url }) => double.isWrite({ method, url: url.href, body: '' }))
      .map(({ method, body }): [string, unknown] => [method, JSON.parse(body)]);
  const setTime = (time: string) => {
    now = time;
  };
  return { double, sent, writes, open, setTime, session: await open() };
};

export const failureOf = async (work: Promise<unknown> | undefined) => {
  const error: unknown = await work?.catch((reason: unknown) => reason);
  return error instanceof ErpError ? { kind: error.kind, field: error.field, message: error.message } : error;
};
