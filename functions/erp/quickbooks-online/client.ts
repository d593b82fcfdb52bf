import { MOST_OPTIONS } from '#domain/erp.ts';
import type { Receipt } from '#domain/request.ts';
import { ErpError, type ConnectorSession, type Job, type SessionContext } from '#erp/connector.ts';
import { openApi } from '#erp/quickbooks-online/api.ts';
import { changesOf } from '#erp/quickbooks-online/changes.ts';
import { DUPLICATE_NAME, QuickBooksError, STALE_OBJECT } from '#erp/quickbooks-online/faults.ts';
import { jobsOf } from '#erp/quickbooks-online/jobs.ts';
import {
  document,
  externalIdIn,
  isNumber,
  nameBehind,
  numberIn,
  receiptOf,
  type JobDocument,
} from '#erp/quickbooks-online/mapping.ts';
import { ANY_CUSTOMER } from '#erp/quickbooks-online/query.ts';
import type { Customer } from '#erp/quickbooks-online/replies.ts';
import type { QuickBooksCredentials, QuickBooksSettings } from '#erp/quickbooks-online/schemas.ts';
import { singleLine } from '#erp/single-line.ts';

/** People save a job once in a while: who meets two of them in one update comes back later. */
const MOST_CHANGES = 3;

const hasCode = (error: unknown, code: string): boolean => error instanceof QuickBooksError && error.code === code;

const purposeOf = ({ external_id, request_id }: Job) => ({ external_id, request_id });

const takenName = (name: string, field: string, cause: unknown): ErpError =>
  new ErpError('refused', `QuickBooks has a customer, vendor or employee called "${name}" already.`, {
    field,
    cause,
  });

/** @throws {ErpError} `refused` when the job may not be written, or is another project's. */
const requireOurs = (found: Customer | null, job: Job, number: string): Customer => {
  if (found?.Job !== true) throw new ErpError('refused', `Job ${number} is no longer in QuickBooks.`);
  const owner = externalIdIn(found);
  if (owner !== null && owner !== job.external_id)
    throw new ErpError('refused', `Job ${number} belongs to another project in QuickBooks.`);
  if (!found.Active)
    throw new ErpError('refused', `Job ${number} is inactive in QuickBooks. It must be made active there first.`);
  return found;
};

/**
 * Opens the company; the first call signs in.
 * @throws {ErpError} as all methods of the session.
 */
export const openQuickBooks = (
  context: SessionContext<QuickBooksSettings, QuickBooksCredentials>,
): ConnectorSession => {
  const { settings, clock } = context;
  const api = openApi(context);
  const jobs = jobsOf(api);
  const receipt = (number: string, customer: Customer): Receipt => receiptOf(settings, number, customer, clock());

  const change = async (job: Job, current: Customer, wanted: JobDocument): Promise<void> => {
    const changes = changesOf(current, wanted);
    if (Object.keys(changes).length === 0) return;
    if ('ParentRef' in changes && wanted.ParentRef !== undefined)
      await jobs.requireRoom(wanted.ParentRef.value, wanted.DisplayName);
    const { Id, SyncToken } = current;
    await api.write({ Id, SyncToken, sparse: true, ...changes }, purposeOf(job));
  };

  /** Brings a job in line. Read by its id each time: Intuit's lists have given the version of a moment before. */
  const update = async (job: Job, { job_id: number, erp_id: id }: Receipt): Promise<Receipt> => {
    const wanted = document({ ...job, job_id: number });
    for (let left = MOST_CHANGES; ; left -= 1) {
      const current = requireOurs(await api.read(id), job, number);
      try {
        await change(job, current, wanted);
        return receipt(number, current);
      } catch (error) {
        if (hasCode(error, DUPLICATE_NAME)) throw takenName(wanted.DisplayName, 'project.name', error);
        if (!hasCode(error, STALE_OBJECT) || left === 1) throw error;
      }
    }
  };

  /** The job of the number, when an earlier attempt has made it. @throws {ErpError} `refused` when it is another's. */
  const madeBefore = async (job: Job, number: string): Promise<Customer | undefined> => {
    const found = await jobs.withNumber(number);
    if (found === undefined || externalIdIn(found) === job.external_id) return found;
    const message = `Job ID ${number} is taken by "${found.DisplayName}".`;
    throw new ErpError('refused', message, { field: 'fields.job_id' });
  };

  const make = async (job: Job, number: string, wanted: JobDocument): Promise<Receipt> => {
    try {
      return receipt(number, await api.write(wanted, purposeOf(job)));
    } catch (error) {
      if (!hasCode(error, DUPLICATE_NAME)) throw error;
      // A lost call may have made the job since the look-up.
      const found = await jobs.named(wanted.DisplayName);
      if (found !== undefined && externalIdIn(found) === job.external_id) return update(job, receipt(number, found));
      throw takenName(wanted.DisplayName, 'fields.job_id', error);
    }
  };

  return {
    checkConnection: async () => {
      await api.query(ANY_CUSTOMER);
    },
    find: async (job) => {
      const found = await jobs.ofProject(job);
      return found === undefined ? null : receipt(numberIn(found), found);
    },
    create: async (job) => {
      const number = singleLine(job.job_id);
      const before = await madeBefore(job, number);
      if (before !== undefined) return update(job, receipt(number, before));
      const wanted = document(job);
      if (wanted.ParentRef === undefined)
        throw new ErpError('refused', 'QuickBooks needs a customer for the job.', { field: 'fields.customer' });
      await jobs.requireRoom(wanted.ParentRef.value, wanted.DisplayName);
      return make(job, number, wanted);
    },
    update,
    lookUp: async (jobId) => {
      const number = singleLine(jobId);
      const found = isNumber(number) ? await jobs.withNumber(number) : undefined;
      if (found === undefined) return null;
      const name = nameBehind(number, found);
      return { receipt: receipt(number, found), name, is_job: true, external_id: externalIdIn(found) };
    },
    options: async (_key, typed) => {
      const found = await jobs.customers(singleLine(typed));
      const options = found.map(({ Id, FullyQualifiedName, DisplayName }) => ({
        value: Id,
        label: FullyQualifiedName ?? DisplayName,
      }));
      return options.slice(0, MOST_OPTIONS);
    },
  };
};
