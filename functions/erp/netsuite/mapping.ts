import type { Receipt } from '#domain/request.ts';
import type { ErpDocument, Job } from '#erp/connector.ts';
import { pageOf } from '#erp/netsuite/account.ts';
import type { JobRecord } from '#erp/netsuite/replies.ts';
import type { NetSuiteSettings } from '#erp/netsuite/schemas.ts';
import { singleLine } from '#erp/single-line.ts';

/** The record's external id. Oracle takes letters, digits, `_` and `-`; the prefix keeps it apart from other integrations'. */
export const markOf = ({ external_id }: Pick<Job, 'external_id'>): string => `send_to_erp_${external_id}`;

/** The external id that a record's own stands for; null where it is not ours. */
export const markedIn = (externalId: string | null | undefined): string | null =>
  /^send_to_erp_([\d-]+)$/.exec(externalId ?? '')?.[1] ?? null;

/** The project's number. */
export const numberOf = ({ job_id }: Pick<Job, 'job_id'>): string => singleLine(job_id);

/** What Procore is the source of: a re-send brings it up to date. What Procore does not say is left as it is. */
const planned = ({ project }: Job) => ({
  companyName: singleLine(project.name),
  ...(project.start_date !== undefined && { startDate: project.start_date }),
  ...(project.completion_date !== undefined && { projectedEndDate: project.completion_date }),
  ...(project.total_value !== undefined && { estimatedRevenue: project.total_value }),
});

/** What a new project begins with: people change it in NetSuite, so a re-send leaves it alone. */
const initial = (settings: NetSuiteSettings) => ({
  ...(settings.overrides_auto_numbers && { autoName: false }),
  ...(settings.subsidiary !== undefined && { subsidiary: { id: settings.subsidiary } }),
  ...(settings.project_expense_type !== undefined && { projectExpenseType: { id: settings.project_expense_type } }),
  ...(settings.entity_status !== undefined && { entityStatus: { id: settings.entity_status } }),
  ...(settings.job_type !== undefined && { jobType: { id: settings.job_type } }),
});

/** The body that makes the record `job`. A customer is its parent, which NetSuite is said to take on creation only. */
export const document = (job: Job, settings: NetSuiteSettings): ErpDocument => ({
  entityId: numberOf(job),
  ...planned(job),
  ...initial(settings),
  ...(job.fields['customer'] !== undefined && { parent: { id: job.fields['customer'] } }),
});

/** Every property that {@link document} may hold under these settings, and the external id. */
export const propertiesWritten = (settings: NetSuiteSettings): string[] => [
  'externalId',
  'entityId',
  'companyName',
  'startDate',
  'projectedEndDate',
  'estimatedRevenue',
  ...Object.keys(initial(settings)),
  ...(settings.customer === 'not_asked' ? [] : ['parent']),
];

/** What a re-send changes of a record: no more than differs. */
export const changesOf = (record: Readonly<Record<string, unknown>>, job: Job): ErpDocument =>
  Object.fromEntries(Object.entries(planned(job)).filter(([property, value]) => record[property] !== value));

export const receiptOf = (settings: NetSuiteSettings, { id, entityId }: JobRecord, at: Date): Receipt => ({
  job_id: entityId,
  erp_id: id,
  url: pageOf(settings, id),
  at: at.toISOString(),
});
