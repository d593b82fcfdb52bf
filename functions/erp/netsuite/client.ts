import type { Receipt } from '#domain/request.ts';
import { ErpError, type ConnectorSession, type Job } from '#erp/connector.ts';
import type { NetSuiteContext } from '#erp/netsuite/authorized.ts';
import { customersLike } from '#erp/netsuite/customers.ts';
import {
  changesOf,
  document,
  markedIn,
  markOf,
  numberOf,
  propertiesWritten,
  receiptOf,
} from '#erp/netsuite/mapping.ts';
import { idRow, jobRecord, type JobRecord } from '#erp/netsuite/replies.ts';
import { openRest } from '#erp/netsuite/rest.ts';
import { singleLine } from '#erp/single-line.ts';

/** A session over the record `job`. Its external id is set by this service alone, and NetSuite keeps one record for each. */
export const openNetSuite = (context: NetSuiteContext): ConnectorSession => {
  const { settings, clock } = context;
  const rest = openRest(context);

  const ownOf = (job: Job): Promise<JobRecord | null> => rest.read(`job/eid:${markOf(job)}`, jobRecord);

  /** The job with a number; NetSuite allows no second one. */
  const numbered = async (number: string): Promise<JobRecord | null> => {
    const [row] = await rest.query('SELECT id FROM job WHERE entityid = ?', [number], 1, idRow);
    return row === undefined ? null : rest.read(`job/${encodeURIComponent(row.id)}`, jobRecord);
  };

  /** Writes what differs, and the mark where it is missing. */
  const bringInLine = async (record: JobRecord, job: Job): Promise<Receipt> => {
    const mark = record.externalId === markOf(job) ? {} : { externalId: markOf(job) };
    const changes = { ...changesOf(record, job), ...mark };
    if (Object.keys(changes).length > 0) await rest.write('PATCH', `job/${record.id}`, changes);
    return receiptOf(settings, record, clock());
  };

  /** The job that an administrator linked the project to: by its internal id, as long as that still has the number. */
  const linked = async ({ job_id, erp_id }: Receipt): Promise<JobRecord> => {
    const record = await rest.read(`job/${encodeURIComponent(erp_id)}`, jobRecord);
    if (record?.entityId !== job_id) throw new ErpError('refused', `Job ${job_id} is no longer in NetSuite.`);
    if (!record.externalId) return record;
    throw new ErpError('refused', `Job ${job_id} belongs to another project, or to another integration, in NetSuite.`);
  };

  return {
    checkConnection: async () => {
      const offered = await rest.propertiesOf('job');
      const missing = propertiesWritten(settings).filter((property) => !offered.has(property.toLowerCase()));
      if (missing.length > 0) {
        throw new ErpError('refused', `Projects of this NetSuite account have no ${missing.join(', ')}.`);
      }
      await rest.query('SELECT id FROM job', [], 1, idRow);
      if (settings.customer !== 'not_asked') await customersLike(rest, '');
    },
    find: async (job) => {
      const own = await ownOf(job);
      return own && receiptOf(settings, own, clock());
    },
    create: async (job) => {
      const holder = await numbered(numberOf(job));
      if (holder?.externalId === markOf(job)) return bringInLine(holder, job);
      if (holder !== null) {
        const message = `Job ID ${holder.entityId} is taken by the project "${holder.companyName ?? ''}" in NetSuite.`;
        throw new ErpError('refused', message, { field: 'fields.job_id' });
      }
      await rest.write('PUT', `job/eid:${markOf(job)}`, document(job, settings));
      // The answer holds no more than the internal id, and an account may number its projects by itself.
      const made = await ownOf(job);
      if (made !== null) return receiptOf(settings, made, clock());
      throw new ErpError('unknown_outcome', 'NetSuite said that it made the job, but does not find it.');
    },
    update: async (job, existing) => bringInLine((await ownOf(job)) ?? (await linked(existing)), job),
    lookUp: async (jobId) => {
      const record = await numbered(singleLine(jobId));
      if (record === null) return null;
      const name = record.companyName ?? record.entityId;
      return {
        receipt: receiptOf(settings, record, clock()),
        name,
        is_job: true,
        external_id: markedIn(record.externalId),
      };
    },
    options: (key, typed) => (key === 'customer' ? customersLike(rest, typed) : Promise.resolve([])),
  };
};
