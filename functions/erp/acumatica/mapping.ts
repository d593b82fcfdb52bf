import { fit, type Limit } from '#domain/capability.ts';
import type { Receipt } from '#domain/request.ts';
import type { Project } from '#erp/acumatica/replies.ts';
import { hasAddress, type AcumaticaSettings } from '#erp/acumatica/schemas.ts';
import type { ErpDocument, Job } from '#erp/connector.ts';
import { singleLine } from '#erp/single-line.ts';

/** nvarchar counts pairs of bytes, which are UTF-16's units. */
const column = (max: number, line: string) =>
  ({
    max,
    unit: 'utf16_units',
    source: `Acumatica's C# client at 801a50be, Acumatica.Default_24.200.001/Model/${line}`,
  }) as const satisfies Partial<Limit>;

/** What Acumatica keeps of a project's fields. A postal code is never cut: a part of it is another place. */
export const limits = [
  { field: 'project.name', when_longer: 'cut', ...column(255, 'Project.cs#L52') },
  { field: 'project.address', when_longer: 'cut', ...column(255, 'ProjectAddress.cs#L21') },
  { field: 'project.city', when_longer: 'cut', ...column(50, 'ProjectAddress.cs#L29') },
  { field: 'project.zip', when_longer: 'refuse', ...column(20, 'ProjectAddress.cs#L55') },
] as const satisfies readonly Limit[];

/** Longest ProjectID and ExternalRefNbr; see Project.cs#L112 and #L76 of the same. */
export const LONGEST_KEY = 30;

const MARK = /^PC-(\d+(?:-\d+)+)$/;
const SHORT_MARK = /^PC~([0-9a-z]+(?:-[0-9a-z]+)+)$/;

const eachPart = (id: string, convert: (part: string) => string): string => id.split('-').map(convert).join('-');

/**
 * The ExternalRefNbr by which a job is found again. People write numbers of their own there, so ours says whose it is.
 * Procore's newer ids have 15 digits: two of them would not fit, so they are then written to the base 36.
 */
export const markOf = ({ external_id }: Pick<Job, 'external_id'>): string => {
  const mark = `PC-${external_id}`;
  return mark.length <= LONGEST_KEY ? mark : `PC~${eachPart(external_id, (part) => Number(part).toString(36))}`;
};

/** The external id in an ExternalRefNbr; null where it is none of ours. */
export const markedIn = (reference: string): string | null => {
  const text = reference.trim();
  const short = SHORT_MARK.exec(text)?.[1];
  if (short !== undefined) return eachPart(short, (part) => String(Number.parseInt(part, 36)));
  return MARK.exec(text)?.[1] ?? null;
};

/** Segmented keys are padded and compared without regard to case. */
export const keyOf = (text: string): string => text.trim().toUpperCase();

/** Values by the path of their field, such as `ProjectAddress.City`. */
export type Fields = Readonly<Record<string, string | number>>;

const filledIn = (fields: Readonly<Record<string, string | number | undefined>>): Fields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([path, value]) => (value === undefined || value === '' ? [] : [[path, value]])),
  );

/** To a tenth of a metre, so that what Acumatica rounds is not taken for another place. */
const rounded = (degrees: number | undefined): number | undefined =>
  degrees === undefined ? undefined : Number(degrees.toFixed(6));

const addressOf = ({ project }: Job) => ({
  'ProjectAddress.AddressLine1': project.address && fit(singleLine(project.address), limits[1]),
  'ProjectAddress.City': project.city && fit(singleLine(project.city), limits[2]),
  'ProjectAddress.State': project.state_code,
  'ProjectAddress.PostalCode': project.zip && singleLine(project.zip),
  'ProjectAddress.Country': project.country_code?.toUpperCase(),
  'ProjectAddress.Latitude': rounded(project.latitude),
  'ProjectAddress.Longitude': rounded(project.longitude),
});

/** What is written of a job. What Procore leaves empty is left to the template, and to Acumatica's users. */
export const fieldsOf = (job: Job, settings: AcumaticaSettings): Fields =>
  filledIn({
    ProjectID: settings.numbered_by_erp ? undefined : singleLine(job.job_id),
    Description: fit(singleLine(job.project.name), limits[0]),
    ExternalRefNbr: markOf(job),
    ProjectTemplateID: job.fields['template'],
    Customer: job.fields['customer'],
    'ProjectProperties.StartDate': job.project.start_date,
    'ProjectProperties.EndDate': job.project.completion_date,
    ...(hasAddress(settings) && addressOf(job)),
  });

const nested = <T>(fields: Fields, leaf: (value: string | number) => T): Record<string, T | Record<string, T>> => {
  const groups: Record<string, Record<string, T>> = {};
  const top: Record<string, T> = {};
  for (const [path, value] of Object.entries(fields)) {
    const [group = '', name] = path.split('.');
    if (name === undefined) top[group] = leaf(value);
    else (groups[group] ??= {})[name] = leaf(value);
  }
  return { ...top, ...groups };
};

/** Fields as the contract-based REST API takes them: every value in an object of its own. */
export const wrapped = (fields: Fields) => nested(fields, (value) => ({ value }));

/** The body of the step that takes a project off hold. */
export const OFF_HOLD = { Hold: { value: false } } as const;

/** What is written, without the wrapping of each value; and what follows when the project is there. */
export const document = (job: Job, settings: AcumaticaSettings): ErpDocument => ({
  Project: nested(fieldsOf(job, settings), (value) => value),
  ...(settings.activate && { activation: { Hold: OFF_HOLD.Hold.value } }),
});

/** `erp_id` is the GUID, which stays when a site changes the ProjectID. No form of a link to a project is documented. */
export const receiptOf = ({ id, ProjectID }: Project, at: Date): Receipt => ({
  job_id: ProjectID.value.trim(),
  erp_id: id,
  url: null,
  at: at.toISOString(),
});
