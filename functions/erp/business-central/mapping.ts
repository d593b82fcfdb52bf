import { fit } from '#domain/capability.ts';
import type { Receipt } from '#domain/request.ts';
import type { BusinessCentralSettings } from '#erp/business-central/schemas.ts';
import type { Job } from '#erp/connector.ts';
import { singleLine } from '#erp/single-line.ts';

/** UTF-16 units of a project's number: `No.` is a Code[20] (Job.Table.al). */
export const LONGEST_NUMBER = 20;

/** UTF-16 units of a display name: `Description` is a Text[100] (Job.Table.al). */
const LONGEST_DISPLAY_NAME = 100;

/** What a mark may take of the display name: two ids of 16 digits, up to 999 resets, braces, a space. */
const LONGEST_MARK = 40;

/** The longest project name that fits beside what else stands in the display name. */
export const longestName = ({ project_page }: Pick<BusinessCentralSettings, 'project_page'>): number =>
  project_page === undefined ? LONGEST_DISPLAY_NAME - LONGEST_MARK : LONGEST_DISPLAY_NAME;

/** .NET maps letters one to one: `ß`, which JavaScript makes two letters of, stays. */
const upperCase = (text: string): string =>
  Array.from(text, (letter) => {
    const upper = letter.toUpperCase();
    return upper.length === letter.length ? upper : letter;
  }).join('');

/** A job id as Business Central keeps it: a Code is saved in upper case, without white space around it. */
export const numberOf = (jobId: string): string => upperCase(singleLine(jobId));

/**
 * The mark at the end of a display name by which the project is found again. Nothing that a sender types comes after it.
 * Braces, because neither AL's filters nor SQL's LIKE give them a meaning.
 */
export const markOf = (externalId: string): string => `{${externalId}}`;

const MARKED = /^(.*) \{(\d+-\d+(?:-\d+)?)\}$/u;

/** A display name's own part, and the external id in its mark; null where it has none. */
export const readDisplayName = (displayName: string): { name: string; externalId: string | null } => {
  const [, name, externalId] = MARKED.exec(displayName) ?? [];
  return { name: name ?? displayName, externalId: externalId ?? null };
};

const displayNameOf = (job: Job, settings: BusinessCentralSettings): string => {
  const name = fit(singleLine(job.project.name), { max: longestName(settings), unit: 'utf16_units' });
  return settings.project_page === undefined ? `${name} ${markOf(job.external_id)}` : name;
};

/** What only the custom page takes. What the project has not is left as it is. */
const pageValuesOf = ({ external_id, fields, project }: Job) => ({
  externalId: external_id,
  ...(fields['customer'] !== undefined && { billToCustomerNo: numberOf(fields['customer']) }),
  // The end first: an insert that has only a start so far is never refused for its dates.
  ...(project.completion_date !== undefined && { endingDate: project.completion_date }),
  ...(project.start_date !== undefined && { startingDate: project.start_date }),
});

/** A project's values, by the page's own names. */
export interface ProjectValues {
  readonly number: string;
  readonly displayName: string;
  readonly externalId?: string;
  readonly billToCustomerNo?: string;
  readonly startingDate?: string;
  readonly endingDate?: string;
}

/** The project that is written. */
export const document = (job: Job, settings: BusinessCentralSettings): ProjectValues => ({
  number: numberOf(job.job_id),
  displayName: displayNameOf(job, settings),
  ...(settings.project_page !== undefined && pageValuesOf(job)),
});

/** Page 88 is the Project Card (JobCard.Page.al); the filter's form has no way to write a quote. */
const linkTo = (settings: BusinessCentralSettings, number: string): string | null => {
  const { company_name: company, web_client_url, tenant, environment } = settings;
  if (company === undefined || number.includes("'")) return null;
  const query = [
    `company=${encodeURIComponent(company)}`,
    'page=88',
    `filter=${encodeURIComponent(`'No.' IS '${number}'`)}`,
  ];
  return `${web_client_url.replace(/\/$/, '')}/${tenant}/${environment}/?${query.join('&')}`;
};

/** People know the project by its number; `erp_id` stays the same when they renumber it. */
export const receiptOf = (
  settings: BusinessCentralSettings,
  { id, number }: { readonly id: string; readonly number: string },
  at: Date,
): Receipt => ({ job_id: number, erp_id: id, url: linkTo(settings, number), at: at.toISOString() });
