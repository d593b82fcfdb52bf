import { fit } from '#domain/capability.ts';
import type { Receipt } from '#domain/request.ts';
import type { ErpDocument, Job } from '#erp/connector.ts';
import { singleLine } from '#erp/single-line.ts';
import type { XeroProject } from '#erp/xero/replies.ts';
import type { XeroSettings } from '#erp/xero/schemas.ts';

/** xero_accounting.yaml, `TrackingOption.Name`: "max length = 100". Which units Xero counts it does not say; these are the stricter. */
const OPTION_NAME = { max: 100, unit: 'utf16_units' } as const;

/** What of a project's name goes into a tracking option: the rest is for a job id of 20 and a mark of 36. */
export const NAME_IN_OPTION = { max: 40, unit: 'utf16_units' } as const;

const SEPARATOR = ' - ';

const MARK = /\[Procore ([\d-]+)\]/g;

/** Xero has no field of its own for it, so the external id stands at the end of the name, where people see it. */
const markOf = ({ external_id }: Pick<Job, 'external_id'>): string => `[Procore ${external_id}]`;

const lastMark = (name: string): RegExpExecArray | undefined => Array.from(name.matchAll(MARK)).at(-1);

/** The external id in a record's name: the last one, since senders type what stands before it. Null where nothing is marked. */
export const markedIn = (name: string): string | null => lastMark(name)?.[1] ?? null;

const withoutMark = (name: string): string => name.slice(0, lastMark(name)?.index).trim();

/** Xero has no number either: the job id begins the name. */
export const numberOf = ({ job_id }: Pick<Job, 'job_id'>): string => singleLine(job_id);

/** The number in the name of a record that this service wrote; null where people took it out. */
export const numberIn = (name: string): string | null => /^(.+?) - /.exec(name)?.[1] ?? null;

/** True where the name is, or begins with, that number, also in the ways that people write it. */
export const hasNumber = (name: string, number: string): boolean => {
  if (markedIn(name) !== null && numberIn(name) !== null) return numberIn(name) === number;
  return [' ', ':'].some((end) => `${withoutMark(name)} `.startsWith(`${number}${end}`));
};

/** What people call the job with that number. */
export const nameIn = (name: string, number: string): string => {
  const text = withoutMark(name);
  return text.slice(number.length).replace(/^[\s:-]+/u, '') || text;
};

const nameOf = (job: Job, name: string): string => singleLine(`${job.job_id}${SEPARATOR}${name} ${markOf(job)}`);

/** `ProjectCreateOrUpdate` without the customer. */
export interface ProjectValues {
  readonly name: string;
  readonly deadlineUtc?: string;
  readonly estimateAmount?: number;
}

/** Days are sent as the beginning of that day in UTC; money in whole cents. An amount of 0 is Procore's for "not set". */
export const projectOf = (job: Job): ProjectValues => {
  const { name, completion_date: completion, total_value: total = 0 } = job.project;
  return {
    name: nameOf(job, name),
    ...(completion !== undefined && { deadlineUtc: `${completion}T00:00:00Z` }),
    ...(total !== 0 && { estimateAmount: Number(total.toFixed(2)) }),
  };
};

/** `TrackingOption`: only the project's name is cut, and further than usual where the job id is longer than the form takes. */
export const optionOf = (job: Job): { readonly Name: string } => {
  const room = OPTION_NAME.max - nameOf(job, '-').length + 1;
  const max = Math.min(room, NAME_IN_OPTION.max);
  return { Name: nameOf(job, fit(singleLine(job.project.name), { ...NAME_IN_OPTION, max })) };
};

const sameInstant = (one: string, other: string | null | undefined): boolean =>
  Date.parse(one) === Date.parse(other ?? '');

/**
 * What brings a project in line; null where nothing differs. Xero does not say whether a PUT without a value keeps it, so
 * values that Procore does not have are sent as Xero has them.
 */
export const changeOf = (project: XeroProject, wanted: ProjectValues): ProjectValues | null => {
  const { name, deadlineUtc, estimateAmount } = wanted;
  const estimate = project.estimate?.value ?? 0;
  const isInLine =
    name === project.name &&
    (deadlineUtc === undefined || sameInstant(deadlineUtc, project.deadlineUtc)) &&
    (estimateAmount === undefined || estimateAmount === estimate);
  if (isInLine) return null;
  return {
    ...(typeof project.deadlineUtc === 'string' && { deadlineUtc: project.deadlineUtc }),
    ...(estimate !== 0 && { estimateAmount: estimate }),
    ...wanted,
  };
};

/** The project and the tracking option, each under the name of its list in Xero. Before somebody accepts, there is no customer. */
export const document = (job: Job, settings: XeroSettings): ErpDocument => {
  const { customer } = job.fields;
  return {
    ...(settings.as !== 'tracking_option' && {
      Projects: { ...(customer !== undefined && { contactId: customer }), ...projectOf(job) },
    }),
    ...(settings.as !== 'project' && {
      [`TrackingCategories/${settings.tracking_category}/Options`]: { ...optionOf(job) },
    }),
  };
};

/** `erp_id` is the project's id, or the option's where there are no projects. */
export const receiptOf = (
  number: string,
  record: { readonly id: string; readonly url: string | null },
  at: Date,
): Receipt => ({
  job_id: number,
  erp_id: record.id,
  url: record.url,
  at: at.toISOString(),
});
