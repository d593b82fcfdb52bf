import type { Receipt } from '#domain/request.ts';
import { ErpError, type ConnectorSession, type Job, type SessionContext } from '#erp/connector.ts';
import { accountReceiptOf, codeOf, document, markedIn, markOf, receiptOf } from '#erp/tryton/mapping.ts';
import { singleLine } from '#erp/single-line.ts';
import { openRecords, type Account } from '#erp/tryton/records.ts';
import { openRpc } from '#erp/tryton/rpc.ts';
import type { TrytonCredentials, TrytonSettings } from '#erp/tryton/schemas.ts';

/**
 * Signs in and opens the company. Each step looks before it writes, so an attempt that ended half-way is completed by the next.
 * @throws {ErpError} as all methods of the session.
 */
export const openTryton = async (
  context: Pick<SessionContext<TrytonSettings, TrytonCredentials>, 'settings' | 'credentials' | 'fetch' | 'clock'>,
): Promise<ConnectorSession> => {
  const { settings, clock } = context;
  const records = await openRecords(openRpc(context), settings);

  /** The job's own account, if it has one, once it is clear that no other account has the code. */
  const accountOf = async (job: Job): Promise<Account | undefined> => {
    // In this order: an account that a lost call makes between the two look-ups is then known to be the job's own.
    const taken = await records.accountsWithCode(codeOf(job));
    const own = await records.accountWith(markOf(job));
    const other = taken.find(({ id }) => id !== own?.id);
    if (other === undefined) return own;
    const message = `Job ID ${codeOf(job)} is taken by the analytic account "${other.name}".`;
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

  /** The account that an administrator linked the project to, from now on marked as its own. */
  const adopted = async (job: Job, existing: Receipt): Promise<Account | undefined> => {
    const [account, another] = await records.accountsWithCode(existing.job_id);
    if (account?.type !== 'normal' || another !== undefined || markedIn(account.note) !== null) return undefined;
    await records.markAccount(account, markOf(job));
    return account;
  };

  return {
    // Signing in has found the user's company; this reads an account.
    checkConnection: async () => {
      await records.accountsWithCode('');
    },
    find: async (job) => {
      const account = await records.accountWith(markOf(job));
      const project = account && (await records.projectWith(markOf(job)));
      return account && project ? receiptOf(settings, account.code ?? codeOf(job), project.id, clock()) : null;
    },
    create: async (job) => write(job, await accountOf(job)),
    update: async (job, existing) => {
      const account = (await records.accountWith(markOf(job))) ?? (await adopted(job, existing));
      if (account === undefined) throw new ErpError('refused', `Job ${existing.job_id} is no longer in Tryton.`);
      // Costs are booked under the code, so it stays, whatever the job id is now.
      return write({ ...job, job_id: account.code ?? existing.job_id }, account);
    },
    lookUp: async (jobId) => {
      const [account] = await records.accountsWithCode(singleLine(jobId));
      if (account === undefined) return null;
      const receipt = accountReceiptOf(account.code ?? jobId, account.id, clock());
      return { receipt, name: account.name, is_job: account.type === 'normal', external_id: markedIn(account.note) };
    },
  };
};
