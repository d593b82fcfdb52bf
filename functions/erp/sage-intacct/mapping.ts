import type { Receipt } from '#domain/request.ts';
import type { Job } from '#erp/connector.ts';
import type { IntacctSettings } from '#erp/sage-intacct/schemas.ts';
import { carriable } from '#erp/sage-intacct/write-xml.ts';
import { singleLine } from '#erp/single-line.ts';

/** Values of a PROJECT's fields, in the order in which Sage's own SDK writes them. */
export type Values = Readonly<Record<string, string>>;

/** The mark by which a project is found again. The prefix keeps it apart from reference numbers that people give. */
export const markOf = ({ external_id }: Pick<Job, 'external_id'>): string => `send-to-erp:${external_id}`;

/** The external id in a mark; null for whatever else stands in its field. */
export const markedIn = (text: string): string | null => /^send-to-erp:([\d-]+)$/.exec(text)?.[1] ?? null;

/** Text as it is written: one line, of characters that XML can carry. */
export const plain = (text: string): string => singleLine(carriable(text));

/** `mm/dd/yyyy`, the one form that the gateway takes. */
const day = (date: string): string => {
  const [year, month, dayOfMonth] = date.split('-');
  return `${month}/${dayOfMonth}/${year}`;
};

/** Without the fields that have no value. */
const filledIn = (values: Readonly<Record<string, string | undefined>>): Values =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));

/** What a new project is written. What Sage requires is never left out, even where nothing is left of it to write. */
export const valuesOf = (job: Job, settings: IntacctSettings): Values => {
  const { project, fields } = job;
  return {
    ...(!settings.numbered_by_erp && { PROJECTID: plain(job.job_id) }),
    NAME: plain(project.name),
    PROJECTCATEGORY: plain(settings.project_category),
    ...filledIn({
      CUSTOMERID: plain(fields['customer'] ?? ''),
      DOCNUMBER: settings.mark_field === 'DOCNUMBER' ? markOf(job) : undefined,
      BEGINDATE: project.start_date && day(project.start_date),
      ENDDATE: project.completion_date && day(project.completion_date),
      LOCATIONID: plain(settings.location ?? fields['location'] ?? ''),
    }),
    ...(settings.mark_field !== 'DOCNUMBER' && { [settings.mark_field]: markOf(job) }),
  };
};

/**
 * What a re-send may change. The id stays, because costs are booked under it; so do the category and the location that the
 * settings give to new projects, which people may have changed for good reason.
 */
export const changeableOf = (job: Job, settings: IntacctSettings): Values => {
  const kept = ['PROJECTID', 'PROJECTCATEGORY', ...(settings.location === undefined ? [] : ['LOCATIONID'])];
  return Object.fromEntries(Object.entries(valuesOf(job, settings)).filter(([field]) => !kept.includes(field)));
};

/** Those of the values that a project has otherwise, or not at all. */
export const differences = (before: Values, after: Values): Values =>
  Object.fromEntries(Object.entries(after).filter(([field, value]) => before[field] !== value));

/** The project that a job becomes, by the names of Sage's fields. */
export const document = (job: Job, settings: IntacctSettings) => ({ PROJECT: { ...valuesOf(job, settings) } });

/** `erp_id` is Sage's RECORDNO. Where Sage shows a project in a browser is not documented. */
export const receiptOf = ({ RECORDNO, PROJECTID }: Keys, at: Date): Receipt => ({
  job_id: PROJECTID,
  erp_id: RECORDNO,
  url: null,
  at: at.toISOString(),
});

/** A project's own names at Sage. */
export interface Keys {
  readonly RECORDNO: string;
  readonly PROJECTID: string;
}
