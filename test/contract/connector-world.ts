import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { AnyConnector, ExportFiles, SessionContext } from '#erp/connector.ts';
import { doubleOf, type ErpDouble, type Mood } from '#erp/double.ts';
import { accessTokenOf } from '#test/support/access-token.ts';

/** How an ERP, or the way to it, misbehaves. */
export type Fault = { readonly status: number } | 'silence' | 'reset' | 'unreachable' | 'malformed' | 'wrong_shape';

/** One ERP with nothing in it, and what a connector needs to reach it. */
export interface World {
  readonly context: SessionContext<unknown, unknown>;
  readonly credentials: Readonly<Record<string, string>>;
  readonly jobs: () => { job_id: string; name: string }[];
  /** People make a job in the ERP itself. Nobody sees that where only files are written. */
  readonly makeByHand: (job: { job_id: string; name: string }) => void;
  readonly replies: readonly unknown[];
  readonly expireSessions: () => void;
  readonly answerNext: (mood: Mood) => void;
  /** Lets one request of that kind go wrong, after `skip` good ones. The ERP works on it all the same where a real one might. */
  readonly failNext: (kind: 'read' | 'write', fault: Fault, skip?: number) => void;
}

const networkError = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

const suffer = (fault: Fault, answer: () => Promise<Response>): Promise<Response> | Response => {
  if (typeof fault === 'object') return new Response('<html>', { status: fault.status });
  if (fault === 'unreachable') throw networkError('ECONNREFUSED');
  return answer().then(() => {
    if (fault === 'silence') throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    if (fault === 'reset') throw networkError('ECONNRESET');
    return new Response(fault === 'malformed' ? '<html>Back soon</html>' : '{"unexpected": true}');
  });
};

const callWorld = (double: ErpDouble, clock: () => Date): World => {
  let next: { kind: 'read' | 'write'; fault: Fault; skip: number } | null = null;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const body = typeof init?.body === 'string' ? init.body : '';
    const kind = double.isWrite({ method: init?.method ?? 'GET', url: new Request(input).url, body })
      ? 'write'
      : 'read';
    if (next?.kind !== kind || next.skip-- > 0) return double.fetch(input, init);
    const { fault } = next;
    next = null;
    return suffer(fault, () => double.fetch(input, init));
  };
  const files: ExportFiles = {
    put: () => Promise.reject(new Error('Only connectors with delivery "file" may write files.')),
    exists: () => Promise.reject(new Error('Only connectors with delivery "file" may look for files.')),
  };
  return {
    ...double,
    context: {
      settings: double.settings,
      credentials: double.credentials,
      clock,
      fetch,
      files,
      accessToken: accessTokenOf(clock),
    },
    failNext: (kind, fault, skip = 0) => {
      next = { kind, fault, skip };
    },
  };
};

const line = z.looseObject({ job_id: z.string(), job_name: z.string() });

/** The jobs that an accountant who loads the files in the order of their writing ends up with. */
const jobsIn = (files: ReadonlyMap<string, string>): { job_id: string; name: string }[] => {
  const lines = [...files.values()].flatMap((text) => z.array(line).parse(parse(text, { columns: true, bom: true })));
  return [...new Map(lines.map(({ job_id, job_name }) => [job_id, { job_id, name: job_name }])).values()];
};

const fileWorld = (clock: () => Date): World => {
  const written = new Map<string, string>();
  const files: ExportFiles = {
    put: (name, text) => {
      written.delete(name);
      written.set(name, text);
      return Promise.resolve();
    },
    exists: (name) => Promise.resolve(written.has(name)),
  };
  const fetch = () => Promise.reject(new Error('A connector with delivery "file" calls nobody.'));
  return {
    context: { settings: {}, credentials: {}, clock, fetch, files, accessToken: accessTokenOf(clock) },
    credentials: {},
    jobs: () => jobsIn(written),
    makeByHand: () => undefined,
    replies: [],
    expireSessions: () => undefined,
    answerNext: () => undefined,
    failNext: () => undefined,
  };
};

/** A fresh world for a connector. One that calls its ERP needs a double.ts in its folder. */
export const worldOf = async ({ id, delivery }: AnyConnector, clock: () => Date): Promise<World> => {
  if (delivery === 'file') return fileWorld(clock);
  return callWorld((await doubleOf(id))({ clock }), clock);
};
