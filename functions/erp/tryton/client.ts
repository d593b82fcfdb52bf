import type { Receipt } from '#domain/request.ts';
import { ErpError, type ErpSession, type Job, type SessionContext } from '#erp/connector.ts';
import { codeOf, document, markOf, receiptOf } from '#erp/tryton/mapping.ts';
import { openRecords, type Account } from '#erp/tryton/records.ts';
import { openRpc } from '#erp/tryton/rpc.ts';
import type { TrytonCredentials, TrytonSettings } from '#erp/tryton/schemas.ts';

/**
 * How long one call may take. Tryton answers within 50 ms, delays refused sign-ins by up to 8 s, and repeats a write that
 * meets a locked database up to five times. An attempt makes twelve calls at most, so it ends within two minutes.
 */
const TIMEOUT_MS = 10_000;

/**
 * Signs in and opens the company. Each step looks before it writes, so an attempt that ended half-way is completed by the next.
 * @throws {ErpError} as all methods of the session.
 */
export const openTryton = async (
  context: Pick<SessionContext<TrytonSettings, TrytonCredentials>, 'settings' | 'credentials' | 'fetch' | 'clock'>,
  timeoutMs: number = TIMEOUT_MS,
): Promise<ErpSession> => {
  const { settings, clock } = context;
  const records = await openRecords(openRpc(context, timeoutMs), settings);

  const requireFreeCode = async (job: Job, own: Account | undefined): Promise<void> => {
    const taken = await records.accountWithCode(codeOf(job), own?.id);
    if (taken === undefined) return;
    const message = `Job ID ${codeOf(job)} is taken by the analytic account "${taken.name}".`;
    throw new ErpError('refused', message, { field: 'fields.job_id' });
  };

  /** Makes what is missing of the job and changes what differs. */
  const write = async (job: Job, account: Account | undefined): Promise<Receipt> => {
    const { 'analytic_account.account': accountValues, 'project.work': projectValues } = document(job);
    await records.putAccount(account, accountValues);
    const project = await records.projectWith(markOf(job));
    const projectId = await records.putProject(project, projectValues);
    return receiptOf(settings, accountValues.code, projectId, clock());
  };

  return {
    find: async (job) => {
      const account = await records.accountWith(markOf(job));
      const project = account && (await records.projectWith(markOf(job)));
      return account && project ? receiptOf(settings, account.code ?? codeOf(job), project.id, clock()) : null;
    },
    create: async (job) => {
      const account = await records.accountWith(markOf(job));
      await requireFreeCode(job, account);
      return write(job, account);
    },
    update: async (job, existing) => {
      const account = await records.accountWith(markOf(job));
      if (account === undefined) throw new ErpError('refused', `Job ${existing.job_id} is no longer in Tryton.`);
      // Costs are booked under the code, so it stays, whatever the job id is now.
      return write({ ...job, job_id: account.code ?? existing.job_id }, account);
    },
  };
};
