import type { Receipt } from '#domain/request.ts';
import { ErpError, type ConnectorSession, type Job, type SessionContext } from '#erp/connector.ts';
import { csv } from '#erp/import-file/csv.ts';
import { fileName, receiptOf, rows } from '#erp/import-file/mapping.ts';

/** A store that fails has lost nothing: the same file is written again under the same name. */
const stored = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (cause) {
    throw new ErpError('temporary', 'The import file could not be stored.', { cause });
  }
};

/** Writes each request's file; what becomes of it is the accountant's. */
export const openImportFiles = ({
  files,
  clock,
}: Pick<SessionContext<unknown, unknown>, 'files' | 'clock'>): ConnectorSession => {
  const write = async (job: Job): Promise<Receipt> => {
    await stored(files.put(fileName(job), csv(rows(job)), 'text/csv; charset=utf-8'));
    return receiptOf(job, clock());
  };
  return {
    // Nobody is called.
    checkConnection: () => Promise.resolve(),
    find: async (job) => ((await stored(files.exists(fileName(job)))) ? receiptOf(job, clock()) : null),
    create: write,
    // The job id is the job's key in the ERP: a new one would make a second job.
    update: (job, existing) => write({ ...job, job_id: existing.job_id }),
  };
};
