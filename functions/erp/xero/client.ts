import type { Receipt } from '#domain/request.ts';
import { ErpError, type ConnectorSession, type Job } from '#erp/connector.ts';
import { singleLine } from '#erp/single-line.ts';
import { openApi, type XeroApi, type XeroContext } from '#erp/xero/api.ts';
import { findContacts } from '#erp/xero/contacts.ts';
import { markedIn, nameIn, numberIn, numberOf, receiptOf } from '#erp/xero/mapping.ts';
import { projectsOf } from '#erp/xero/projects.ts';
import {
  linkedBy,
  markedFor,
  numbered,
  requireFree,
  type JobRecord,
  type ListRecords,
  type Listing,
} from '#erp/xero/records.ts';
import type { XeroSettings } from '#erp/xero/schemas.ts';
import { trackingOptionsOf } from '#erp/xero/tracking-options.ts';

/** The kinds of record that a job consists of. The first is the one that receipts name. */
const kindsOf = (api: XeroApi, settings: XeroSettings): readonly [ListRecords, ...ListRecords[]] => {
  switch (settings.as) {
    case 'project':
      return [projectsOf(api, settings)];
    case 'tracking_option':
      return [trackingOptionsOf(api, settings.tracking_category)];
    case 'both':
      return [projectsOf(api, settings), trackingOptionsOf(api, settings.tracking_category)];
  }
};

/** A list of Xero's, and the job's own record in it, if there is one. */
interface Place {
  readonly listing: Listing;
  readonly own: JobRecord | undefined;
}
type Places = readonly [Place, ...Place[]];

/** Opens the organisation of the settings. @throws {ErpError} as all methods of the session. */
export const openXero = (context: XeroContext): ConnectorSession => {
  const { settings, clock } = context;
  const api = openApi(context);
  const kinds = kindsOf(api, settings);
  const [first, ...others] = kinds;

  /** Reads each list, and finds the job's own record in it. */
  const placesBy = async (ownIn: (listing: Listing) => JobRecord | undefined): Promise<Places> => {
    const place = (listing: Listing): Place => ({ listing, own: ownIn(listing) });
    const places: [Place, ...Place[]] = [place(await first())];
    for (const list of others) places.push(place(await list()));
    return places;
  };

  const put = async (job: Job, { listing, own }: Place): Promise<JobRecord> => {
    if (own === undefined) return listing.make(job);
    await own.change(job);
    return own;
  };

  /** Makes what is missing of the job and changes what differs. */
  const write = async (job: Job, places: Places): Promise<Receipt> => {
    for (const { listing, own } of places) if (own === undefined) requireFree(listing, job);
    const [place, ...rest] = places;
    const record = await put(job, place);
    for (const each of rest) await put(job, each);
    return receiptOf(numberOf(job), record, clock());
  };

  return {
    checkConnection: async () => {
      for (const list of kinds) await list();
      if (settings.as !== 'tracking_option') await findContacts(api, '');
    },
    find: async (job) => {
      const record = markedFor(await first(), job);
      if (record === undefined) return null;
      // A job that lacks a record is made whole by `create`.
      for (const list of others) if (markedFor(await list(), job) === undefined) return null;
      return receiptOf(numberIn(record.name) ?? numberOf(job), record, clock());
    },
    create: async (job) => write(job, await placesBy((listing) => markedFor(listing, job))),
    update: async (job, existing) => {
      const places = await placesBy((listing) => markedFor(listing, job) ?? linkedBy(listing, existing));
      const isJob = ({ id, name }: JobRecord) => id === existing.erp_id || markedIn(name) === job.external_id;
      if (!places.some(({ own }) => own !== undefined && isJob(own))) {
        const message = `Job ${existing.job_id} is no longer in Xero, or belongs to another project.`;
        throw new ErpError('refused', message);
      }
      return write({ ...job, job_id: existing.job_id }, places);
    },
    lookUp: async (jobId) => {
      const number = singleLine(jobId);
      if (number === '') return null;
      for (const list of kinds) {
        const record = numbered(await list(), number);
        if (record === undefined) continue;
        const { name } = record;
        const receipt = receiptOf(number, record, clock());
        return { receipt, name: nameIn(name, number), is_job: true, external_id: markedIn(name) };
      }
      return null;
    },
    options: async (key, typed) => (key === 'customer' ? findContacts(api, typed) : []),
  };
};
