import * as z from 'zod';
import { ErpError, type Job } from '#erp/connector.ts';
import { connector as quickBooks } from '#erp/quickbooks-online/index.ts';
import { erpDouble } from '#erp/quickbooks-online/double.ts';
import { worldOf } from '#test/contract/connector-world.ts';

/** The double has it as a customer without a parent. */
export const SPRINGFIELD = '1';
export const OHARA = '2';

export const job: Job = {
  external_id: '1-2',
  request_id: '2-1',
  job_id: '24-0815',
  fields: { job_id: '24-0815', customer: SPRINGFIELD },
  project: { id: 2, name: 'Library', address: '12 River Street', city: 'Springfield' },
  cost_codes: [],
};

/** One request to the API; a sign-in is none. */
export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly body: Record<string, unknown> | null;
}

const object = z.record(z.string(), z.unknown());
const answered = z.object({ Customer: object });

/**
 * The connector on a company, signed in. `sent` are its calls to the API since then, `before` may look at one and act before
 * it is answered, or answer it itself.
 */
export const openCompany = async (
  before: (call: Sent) => Promise<Response | undefined> | Response | undefined = () => undefined,
  clock: () => Date = () => new Date('2026-11-23T09:00:00.000Z'),
) => {
  const double = erpDouble({ clock });
  const { context } = await worldOf(quickBooks, clock);
  const sent: Sent[] = [];
  const signIns: string[] = [];
  let authorization = '';
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(new Request(input).url);
    const body = typeof init?.body === 'string' ? init.body : null;
    if (url.pathname.startsWith('/oauth2/')) {
      signIns.push(body ?? '');
      return double.fetch(input, init);
    }
    authorization = new Headers(init?.headers).get('Authorization') ?? '';
    const call = { method: init?.method ?? '', url, body: body === null ? null : object.parse(JSON.parse(body)) };
    sent.push(call);
    return (await before(call)) ?? double.fetch(input, init);
  };
  const session = await quickBooks.connect({
    ...context,
    settings: double.settings,
    credentials: double.credentials,
    fetch,
  });
  await session.checkConnection();
  sent.splice(0);

  const company = `https://quickbooks.api.intuit.com/v3/company/${String(double.settings['realm_id'])}`;
  const headers = () => ({
    Accept: 'application/json',
    'Content-Type': 'application/json',
    Authorization: authorization,
  });
  /** People in QuickBooks make a customer, or change one: then `values` hold its id and version. */
  const byHand = async (values: object): Promise<Record<string, unknown>> => {
    const init = { method: 'POST', headers: headers(), body: JSON.stringify(values) };
    return answered.parse(await (await double.fetch(`${company}/customer?minorversion=75`, init)).json()).Customer;
  };
  const read = async (id: string): Promise<Record<string, unknown>> => {
    const answer = await double.fetch(`${company}/customer/${id}?minorversion=75`, { headers: headers() });
    return answered.parse(await answer.json()).Customer;
  };
  /** As `byHand`, on top of whatever it is now. */
  const change = async (id: string, values: object) => {
    const { SyncToken } = await read(id);
    return byHand({ Id: id, SyncToken, sparse: true, ...values });
  };
  const writes = () => sent.filter(({ method }) => method === 'POST');
  return { double, session, sent, signIns, writes, byHand, change, read };
};

export const failureOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((reason: unknown) => reason);
  return error instanceof ErpError ? { kind: error.kind, field: error.field, message: error.message } : error;
};

/** An answer of QuickBooks that is a fault. */
export const faultAnswer = (code: string, status = 400, type = 'ValidationFault', element = ''): Response =>
  Response.json({ Fault: { Error: [{ Message: 'Refused', Detail: 'Said so', code, element }], type } }, { status });
