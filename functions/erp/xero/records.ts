import type { Receipt } from '#domain/request.ts';
import { ErpError, type Job } from '#erp/connector.ts';
import { hasNumber, markedIn, numberOf } from '#erp/xero/mapping.ts';

/** What Xero keeps of a job: a project or a tracking option, whoever made it. */
export interface JobRecord {
  readonly id: string;
  readonly name: string;
  /** Where people open it; null where the settings do not say. */
  readonly url: string | null;
  /** Brings it in line with the job by one call, and by none where nothing differs. */
  change(job: Job): Promise<void>;
}

/** All records of one kind, as they were when it was asked for. */
export interface Listing {
  /** What people call one of them. */
  readonly kind: string;
  readonly records: readonly JobRecord[];
  make(job: Job): Promise<JobRecord>;
}

/** @throws {ErpError} as the methods of what it gives. */
export type ListRecords = () => Promise<Listing>;

/** The only record of some: Xero rules a second one out nowhere, and which of two is the job only a person can say. */
const onlyOne = (records: readonly JobRecord[], kind: string, what: string): JobRecord | undefined => {
  const [record, another] = records;
  if (record === undefined || another === undefined) return record;
  const names = `"${record.name}" and "${another.name}"`;
  throw new ErpError('refused', `Xero has more than one ${kind} ${what}: ${names}. Someone must rename one there.`);
};

/** The job's own record, by its external id. @throws {ErpError} when there are two. */
export const markedFor = ({ records, kind }: Listing, { external_id }: Job): JobRecord | undefined =>
  onlyOne(
    records.filter(({ name }) => markedIn(name) === external_id),
    kind,
    `of Procore ${external_id}`,
  );

/** The record with that number, whoever made it. @throws {ErpError} when there are two. */
export const numbered = ({ records, kind }: Pick<Listing, 'records' | 'kind'>, number: string): JobRecord | undefined =>
  onlyOne(
    records.filter(({ name }) => hasNumber(name, number)),
    kind,
    `with the job ID ${number}`,
  );

/** The record of a linked job that is not marked yet: the one with its id, or of another kind, the one with its number. */
export const linkedBy = ({ records, kind }: Listing, { erp_id, job_id }: Receipt): JobRecord | undefined => {
  const free = records.filter(({ name }) => markedIn(name) === null);
  return free.find(({ id }) => id === erp_id) ?? numbered({ records: free, kind }, job_id);
};

/** Numbers need not be unique in Xero: what is made must not get that of another job. @throws {ErpError} */
export const requireFree = ({ records, kind }: Listing, job: Job): void => {
  const number = numberOf(job);
  const other = records.find(({ name }) => hasNumber(name, number));
  if (other === undefined) return;
  const message = `Job ID ${number} is taken by the ${kind} "${other.name}".`;
  throw new ErpError('refused', message, { field: 'fields.job_id' });
};
