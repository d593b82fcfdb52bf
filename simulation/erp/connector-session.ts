import {
  ErpError,
  type ErpSession,
  type Job,
  type LookUpJob,
  type LookUpOptions,
  type OpenErpSession,
} from '#domain/erp.ts';
import type { AnyConnector } from '#erp/connector.ts';
import { containerTokens } from '#erp/container-tokens.ts';
// Loaded before a run begins: virtual time does not wait for files.
import '#erp/shared-sign-in.ts';
import type { Process } from '#simulation/engine/process.ts';
import { ERP, ERP_PATIENCE_MS } from '#simulation/engine/services.ts';
import type { DoubleBooks } from '#simulation/erp/double-books.ts';
import { LATEST_COMMIT_MS, LIKELIER, READ_FAULTS, type ErpSurroundings } from '#simulation/erp/session.ts';

const WRITE_FAULTS = [
  ...READ_FAULTS,
  'erp_refuses',
  'erp_silent_before_commit',
  'erp_silent_after_commit',
  'erp_late_commit',
  'erp_late_commit',
] as const;

const unreachable = (): never => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
};
const silent = (): never => {
  throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
};
const busy = (): Response => new Response('', { status: 429, headers: { 'Retry-After': '30' } });
const malformed = (): Response => new Response('<html>Back soon</html>');

type Surroundings = Omit<ErpSurroundings, 'erpOf'>;

/** Sessions of one process through a real connector with the double of its ERP: each HTTP call travels, and may go wrong. */
export const connectorSessionsOf = (
  { timeline, faults, onLookUp, onWrite }: Surroundings,
  connector: AnyConnector,
  books: DoubleBooks,
  process: Process,
): { openSession: OpenErpSession; lookUpJob: LookUpJob; lookUpOptions: LookUpOptions } => {
  const { double } = books;
  const now = (): Date => new Date(timeline.now);
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => timeline.after(milliseconds, resolve));

  const read = (place: string, work: () => Promise<Response>): Promise<Response> => {
    switch (faults.strike(process, place, READ_FAULTS, LIKELIER)) {
      case 'erp_down':
        return process.call(ERP, place, unreachable, ERP_PATIENCE_MS / 3);
      case 'erp_busy':
        return process.call(ERP, place, busy);
      case 'erp_malformed':
        return process.call(ERP, place, malformed);
      case null:
        return process.call(ERP, place, work);
    }
  };

  const write = (place: string, job: Job, work: () => Promise<Response>): Promise<Response> => {
    const commit = async (): Promise<Response> => {
      const { answer, changed } = await books.write(job, work);
      if (changed) onWrite(Number(job.external_id.split('-')[0]), job, process);
      return answer;
    };
    switch (faults.strike(process, place, WRITE_FAULTS, LIKELIER)) {
      case 'erp_down':
        return process.call(ERP, place, unreachable);
      case 'erp_busy':
        return process.call(ERP, place, busy);
      case 'erp_refuses':
        return process.call(ERP, place, () => {
          double.answerNext('refusing');
          return work();
        });
      case 'erp_silent_before_commit':
        return process.call(ERP, place, silent, ERP_PATIENCE_MS);
      case 'erp_silent_after_commit':
        return process.call(ERP, place, () => commit().then(silent), ERP_PATIENCE_MS);
      case 'erp_late_commit': {
        const late = ERP_PATIENCE_MS + process.random.between(0, LATEST_COMMIT_MS);
        return process.call(ERP, place, () => (timeline.after(late, () => void commit()), silent()), ERP_PATIENCE_MS);
      }
      case 'erp_malformed':
        return process.call(ERP, place, () => (process.random.chance(0.5) ? commit().then(malformed) : malformed()));
      case null:
        return process.call(ERP, place, commit);
    }
  };

  /** The job that the session writes: a connector makes its calls one after the other. */
  let writing: Job | null = null;

  const fetch: typeof globalThis.fetch = (input, init) => {
    const body = typeof init?.body === 'string' ? init.body : '';
    const call = { method: init?.method ?? 'GET', url: new Request(input).url, body };
    const { signal: _, ...rest } = init ?? {};
    const work = (): Promise<Response> => double.fetch(input, rest);
    const isWrite = double.isWrite(call);
    if (isWrite && writing === null) throw new Error(`${connector.id} writes when nobody asked it to.`);
    return isWrite && writing !== null ? write('erp.write', writing, work) : read('erp.read', work);
  };

  const whileWriting = async <Value>(job: Job, work: () => Promise<Value>): Promise<Value> => {
    writing = job;
    try {
      return await work();
    } finally {
      writing = null;
    }
  };

  const connect = (integration: Parameters<OpenErpSession>[0]) =>
    connector.connect({
      settings: integration.settings,
      credentials: double.credentials,
      clock: now,
      accessToken: containerTokens(now, books.sharedTokensOf, pause)(integration, 'its one secret'),
      files: { put: () => Promise.reject(new Error('no files')), exists: () => Promise.resolve(false) },
      fetch,
    });

  const openSession: OpenErpSession = async (integration) => {
    if (faults.strike(process, 'erp.open', ['erp_unauthorised'], LIKELIER) !== null) double.expireSessions();
    const session: ErpSession = await connect(integration);
    return {
      find: async (job) => {
        const found = await session.find(job);
        onLookUp(process);
        return found;
      },
      create: (job) => whileWriting(job, () => session.create(job)),
      update: (job, existing) => whileWriting(job, () => session.update(job, existing)),
    };
  };

  return {
    openSession,
    lookUpJob: async (integration, jobId) => {
      const session: ErpSession = await connect(integration);
      if (session.lookUp === undefined) throw new ErpError('temporary', 'The ERP cannot be asked.');
      return session.lookUp(jobId);
    },
    lookUpOptions: async (integration, key, typed) => {
      const session: ErpSession = await connect(integration);
      return (await session.options?.(key, typed)) ?? [];
    },
  };
};
